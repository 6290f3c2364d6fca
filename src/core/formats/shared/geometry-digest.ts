import type { AnnotatedObject } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';

/**
 * A short text that any change of an object's shapes changes. Formats note it when reading: where it is the same when
 * writing, nothing moved, and what the file has of the shape (rounded numbers, a wrong area) is written back as it was.
 */
export function geometryDigest(object: AnnotatedObject): string {
  const numbers = Float64Array.from(shapeNumbers(object));
  const seeds = [0x811c9dc5, 0x2f0b4a27];
  return seeds
    .map((seed) => {
      const hash = fnv1a(new Uint8Array(numbers.buffer), seed);
      return (object.bitmap ? fnv1a(object.bitmap.data, hash) : hash).toString(16).padStart(8, '0');
    })
    .join('');
}

/** All coordinates, each list after its length, so that no two shapes give the same numbers. */
function* shapeNumbers({
  box,
  orientedBox,
  polygons,
  lines,
  keypoints,
  bitmap,
}: AnnotatedObject): Iterable<number> {
  yield* box ?? [NaN];
  yield* pointNumbers(orientedBox ?? []);
  yield polygons?.length ?? 0;
  for (const { rings } of polygons ?? []) {
    yield rings.length;
    for (const ring of rings) yield* pointNumbers(ring);
  }
  yield lines?.length ?? 0;
  for (const line of lines ?? []) yield* pointNumbers(line);
  for (const { x, y, visibility } of keypoints ?? []) yield* [x, y, visibility];
  if (bitmap) yield* [bitmap.width, bitmap.height];
}

function* pointNumbers(points: readonly Point[]): Iterable<number> {
  yield points.length;
  for (const point of points) yield* point;
}

/** Fowler, Noll and Vo's hash with 32 bits, variant 1a. */
function fnv1a(bytes: Uint8Array, seed: number): number {
  let hash = seed;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
