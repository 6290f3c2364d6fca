import { evenOddArea } from '../geometry/area.js';
import { clipRings, isInside, subtractConvex, type HalfPlane } from '../geometry/clip.js';
import { bitmapBounds, boxCorners, lineLength, sum, type Ring } from '../geometry/shapes.js';
import type { AnnotatedObject, Keypoint } from './model.js';
import type { Bitmap } from '../geometry/types.js';
import type { Cover, Journey } from './region.js';
import { PIECES, sightOf, type Sight } from './sight.js';

/** Sizes of one object's most precise shape, in the first frame: pixels² of an area, pixels of lines, or a number of keypoints. */
export interface Extent {
  /** The part inside the first frame. Labels often reach a little beyond it. */
  readonly original: number;
  /** The part that every frame shows. */
  readonly shown: number;
  /** The part of `shown` that no fill covers. */
  readonly visible: number;
  /** That part, in the first frame; undefined of keypoints. */
  readonly seen?: () => Sight;
}

/** Measures one shape along a journey. */
type Gauge = (journey: Journey) => Extent;

/**
 * Measures the most precise shape that has an extent: bitmap, polygons, oriented box, box, lines, keypoints.
 * @returns undefined where no shape has one
 */
export function measureObject(object: AnnotatedObject, journey: Journey): Extent | undefined {
  return gaugeOf(object)?.(journey);
}

function gaugeOf({
  bitmap,
  polygons,
  orientedBox,
  box,
  lines,
  keypoints,
}: AnnotatedObject): Gauge | undefined {
  if (bitmap?.data.includes(1)) return (journey) => bitmapExtent(bitmap, journey);
  const regions = [
    (polygons ?? []).map((polygon) => polygon.rings),
    orientedBox ? [[orientedBox]] : [],
    box ? [[boxCorners(box)]] : [],
  ].find((candidate) => candidate.some((rings) => evenOddArea(rings) > 0));
  if (regions) return (journey) => measureSight({ form: 'areas', pieces: regions }, journey);
  if (lines?.some((line) => lineLength(line) > 0))
    return (journey) => measureSight({ form: 'lines', pieces: [lines] }, journey);
  const labelled = keypoints?.filter(({ visibility }) => visibility > 0);
  return labelled?.length ? (journey) => keypointsExtent(labelled, journey) : undefined;
}

/** The same of a part that is known already. */
export function measureSight({ form, pieces }: Sight, journey: Journey): Extent {
  const { clip, size } = PIECES[form];
  const extents = pieces.map((piece) => pieceExtent(piece, journey, clip, size));
  return {
    original: sum(extents.map(({ original }) => original)),
    shown: sum(extents.map(({ shown }) => shown)),
    visible: sum(extents.map(({ visible }) => visible)),
    seen: () => ({ form, pieces: extents.flatMap(({ uncovered }) => uncovered) }),
  };
}

function pieceExtent(
  shape: readonly Ring[],
  journey: Journey,
  clip: typeof clipRings,
  size: (shape: readonly Ring[]) => number,
): Omit<Extent, 'seen'> & { readonly uncovered: Sight['pieces'] } {
  const inStart = clip(shape, journey.start);
  const original = size(inStart);
  const shownShape = clip(inStart, journey.visible);
  const shown = shownShape === inStart ? original : size(shownShape);
  const uncovered = hiding(journey).reduce(
    (pieces, cover) => pieces.flatMap((piece) => subtractConvex(piece, cover.borders, clip)),
    [shownShape],
  );
  const untouched = uncovered[0] === shownShape;
  return { original, shown, visible: untouched ? shown : sum(uncovered.map(size)), uncovered };
}

/** A keypoint below a fill still counts, unless the fill removes keypoints. */
function keypointsExtent(keypoints: readonly Keypoint[], journey: Journey): Extent {
  const inside = (borders: readonly HalfPlane[]) => (keypoint: Keypoint) =>
    isInside([keypoint.x, keypoint.y], borders);
  const removing = journey.covers.filter((cover) => cover.removesKeypoints);
  const shown = keypoints.filter(inside(journey.visible));
  const visible = shown.filter((keypoint) => !removing.some(({ borders }) => inside(borders)(keypoint)));
  return {
    original: keypoints.filter(inside(journey.start)).length,
    shown: shown.length,
    visible: visible.length,
  };
}

/** Counts pixels by their centres, row by row. */
function bitmapExtent(bitmap: Bitmap, journey: Journey): Extent {
  const { width, height, data } = bitmap;
  const covers = hiding(journey);
  let [original, shown, visible] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    if (!row.includes(1)) continue;
    original += countSet(row);
    const inFrames = countSet(row.subarray(...rowSpan(journey.visible, y, width)));
    shown += inFrames;
    visible += covers.length === 0 ? inFrames : countSet(seenInRow(row, y, journey.visible, covers));
  }
  return { original, shown, visible, seen: () => seenOfBitmap(bitmap, journey) };
}

function seenOfBitmap(bitmap: Bitmap, journey: Journey): Sight {
  const covers = hiding(journey);
  const [x0, y0, x1, y1] = bitmapBounds(bitmap)!;
  const data = new Uint8Array((x1 - x0) * (y1 - y0));
  for (let y = y0; y < y1; y++) {
    const row = bitmap.data.subarray(y * bitmap.width, (y + 1) * bitmap.width);
    data.set(seenInRow(row, y, journey.visible, covers).subarray(x0, x1), (y - y0) * (x1 - x0));
  }
  const { form, pieces } = sightOf({ width: x1 - x0, height: y1 - y0, data }, { x: x0, y: y0 });
  return { form, pieces: pieces.map((rings) => clipRings(rings, journey.visible)) };
}

function seenInRow(
  row: Uint8Array,
  y: number,
  visible: readonly HalfPlane[],
  covers: readonly Cover[],
): Uint8Array {
  const [from, to] = rowSpan(visible, y, row.length);
  const seen = row.slice();
  seen.fill(0, 0, from);
  seen.fill(0, to);
  for (const { borders } of covers) seen.fill(0, ...rowSpan(borders, y, row.length));
  return seen;
}

/** The pixels [low, high) of row `y` whose centres lie inside. */
function rowSpan(borders: readonly HalfPlane[], y: number, width: number): readonly [number, number] {
  let [low, high] = [0, width];
  for (const { a, b, c } of borders) {
    const offset = b * (y + 0.5) + c;
    if (a > 0) low = Math.max(low, Math.ceil(-offset / a - 0.5));
    else if (a < 0) high = Math.min(high, Math.floor(-offset / a - 0.5) + 1);
    else if (offset < 0) return [0, 0];
  }
  return low < high ? [low, high] : [0, 0];
}

function countSet(values: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) count += values[i]!;
  return count;
}

function hiding(journey: Journey): readonly Cover[] {
  return journey.covers.filter((cover) => cover.hides);
}
