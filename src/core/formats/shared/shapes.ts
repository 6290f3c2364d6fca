import type { AnnotatedObject } from '../../annotations/model.js';
import type { Bitmap, Box, Point, Polygon } from '../../geometry/types.js';
import { boundingBox } from '../../geometry/shapes.js';
import { outlineOf } from '../../geometry/trace-bitmap.js';

/**
 * An object's box for a format that has boxes only: its own, else the smallest around its other shapes. Undefined if
 * that box would have no area (a single point).
 */
export function boxOf(object: AnnotatedObject): Box | undefined {
  if (object.box) return object.box;
  const labelled = object.keypoints?.filter(({ visibility }) => visibility > 0) ?? [];
  const shapes: readonly (readonly Point[])[] = [
    polygonsOf(object)?.flatMap(({ rings }) => rings.flat()) ?? [],
    object.lines?.flat() ?? [],
    labelled.map(({ x, y }) => [x, y]),
  ];
  const box = boundingBox(shapes.find((points) => points.length > 0) ?? []);
  return box && box[2] > box[0] && box[3] > box[1] ? box : undefined;
}

/** An object's outline as polygons, from its most precise shape that has an outline; a box gives its rectangle. */
export function polygonsOf(object: AnnotatedObject): readonly Polygon[] | undefined {
  if (object.bitmap) return polygonsOfBitmap(object.bitmap);
  if (object.polygons) return object.polygons;
  if (object.orientedBox) return [{ rings: [object.orientedBox] }];
  if (!object.box) return undefined;
  const [x0, y0, x1, y1] = object.box;
  const rectangle: readonly Point[] = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
  return [{ rings: [rectangle] }];
}

/**
 * True if a format that holds bitmaps writes one for these polygons: its own have no holes, and readers draw polygons
 * that follow the edges of pixels half a pixel larger.
 */
export function needsBitmap({ polygons = [], traced = false }: AnnotatedObject): boolean {
  return traced || polygons.some(({ rings }) => rings.length > 1);
}

function polygonsOfBitmap(bitmap: Bitmap): readonly Polygon[] {
  return [{ rings: outlineOf(bitmap) }];
}

/**
 * All rings of an object as one ring, as YOLO's segment rows need. A bridge, there and back, joins each further ring at
 * the nearest pair of points. Filled by the even-odd rule, the ring covers the same area, with holes left out.
 */
export function joinRings(polygons: readonly Polygon[]): readonly Point[] {
  const rings = polygons.flatMap((polygon) => polygon.rings).filter((ring) => ring.length >= 3);
  return rings.slice(1).reduce(bridge, rings[0] ?? []);
}

function bridge(ring: readonly Point[], other: readonly Point[]): readonly Point[] {
  let best = Infinity;
  let [here, there] = [0, 0];
  ring.forEach(([x, y], i) => {
    other.forEach(([u, v], j) => {
      const distance = (x - u) * (x - u) + (y - v) * (y - v);
      if (distance < best) [best, here, there] = [distance, i, j];
    });
  });
  const detour = [...other.slice(there), ...other.slice(0, there + 1)];
  return [...ring.slice(0, here + 1), ...detour, ...ring.slice(here)];
}
