import { clipRings, halfPlane } from '../../geometry/clip.js';
import { boundingBox, type Ring } from '../../geometry/shapes.js';
import type { Bitmap, Box, Frame } from '../../geometry/types.js';
import type { Hole } from './covering.js';

/** A shape is covered in so many bands of rows at most, so that Plans stay short: tall ones in bands of several rows. */
const MOST_BANDS = 256;

type Span = readonly [begin: number, end: number];

/** Rectangles of whole pixels that cover a region of even-odd rings, as closely as bands of rows can. */
export function ringRectangles(rings: readonly Ring[], { width, height }: Frame): Hole[] {
  const bounds = boundingBox(rings.flat());
  if (!bounds) return [];
  const rows: Span = [Math.max(0, Math.floor(bounds[1])), Math.min(height, Math.ceil(bounds[3]))];
  return inBands(rows, (top, bottom) => {
    const band = clipRings(rings, [halfPlane(0, 1, -top), halfPlane(0, -1, bottom)]);
    const spans = band.map((ring): Span => {
      const [left, , right] = boundingBox(ring)!;
      return [Math.max(0, Math.floor(left)), Math.min(width, Math.ceil(right))];
    });
    return joined(spans);
  });
}

/** The same for a box. */
export function boxRectangles([x0, y0, x1, y1]: Box, { width, height }: Frame): Hole[] {
  const [left, top] = [Math.max(0, Math.floor(x0)), Math.max(0, Math.floor(y0))];
  const [right, bottom] = [Math.min(width, Math.ceil(x1)), Math.min(height, Math.ceil(y1))];
  return left < right && top < bottom ? [[left, top, right, bottom]] : [];
}

/** The same for a bitmap. */
export function bitmapRectangles({ width, height, data }: Bitmap): Hole[] {
  const isSet = (y: number) => data.subarray(y * width, (y + 1) * width).includes(1);
  const set = Array.from({ length: height }, (_, y) => y).filter(isSet);
  if (set.length === 0) return [];
  return inBands([set[0]!, set.at(-1)! + 1], (top, bottom) => {
    const spans: Span[] = [];
    for (let y = top; y < bottom; y++) {
      for (const span of runs(data.subarray(y * width, (y + 1) * width))) spans.push(span);
    }
    return joined(spans);
  });
}

/** Neighbouring bands with the same spans become one. */
function inBands([first, end]: Span, spansOf: (top: number, bottom: number) => Span[]): Hole[] {
  const step = Math.max(1, Math.ceil((end - first) / MOST_BANDS));
  const bands: { readonly top: number; readonly spans: readonly Span[]; bottom: number }[] = [];
  for (let top = first; top < end; top += step) {
    const bottom = Math.min(end, top + step);
    const spans = spansOf(top, bottom);
    const last = bands.at(-1);
    if (last && String(last.spans) === String(spans)) last.bottom = bottom;
    else bands.push({ top, bottom, spans });
  }
  return bands.flatMap(({ top, bottom, spans }) =>
    spans.map(([left, right]): Hole => [left, top, right, bottom]),
  );
}

/** In order, and without gaps or overlaps between neighbours. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [begin, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (begin >= end) continue;
    const last = result.at(-1);
    if (last && begin <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)];
    else result.push([begin, end]);
  }
  return result;
}

function runs(row: Uint8Array): Span[] {
  const spans: Span[] = [];
  for (let begin = row.indexOf(1); begin >= 0;) {
    const stop = row.indexOf(0, begin);
    const end = stop < 0 ? row.length : stop;
    spans.push([begin, end]);
    begin = row.indexOf(1, end);
  }
  return spans;
}
