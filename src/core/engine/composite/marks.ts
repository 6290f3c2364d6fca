import type { Mark, MarksPaint } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import { Stream } from '../../plan/stream.js';
import type { Surface } from '../memory.js';

/** A run of pixels of a mark, relative to its own; the last is not included. */
type Span = readonly [dy: number, x0: number, x1: number];

/** Numbers of a run. */
const RUN = 3;

/** Paints the runs of a mark at a pixel, as far as they lie in the frame. */
type Brush = (runs: Int32Array, x: number, y: number, level: number) => void;

/** Marks at random pixels, in the order in which they are drawn. */
export function paintMarks(surface: Surface, paint: MarksPaint): void {
  const { data, width, height, depth } = surface;
  const units = unitsPerLevel(depth);
  data.fill(0);
  if (paint.levels === 'count') {
    countMarks(surface, paint);
    return;
  }
  // Most runs are short: a call for each would take longer than what it does.
  drawMarks(paint, (runs, x, y, level) => {
    const sample = level * units;
    for (let run = 0; run < runs.length; run += RUN) {
      const row = y + runs[run]!;
      if (row < 0 || row >= height) continue;
      const end = row * width + Math.min(width, x + runs[run + 2]!);
      for (let i = row * width + Math.max(0, x + runs[run + 1]!); i < end; i++) data[i] = sample;
    }
  });
}

/** Notes where runs begin and end, and adds that up along each row. */
function countMarks({ data, width, height, depth }: Surface, paint: MarksPaint): void {
  const units = unitsPerLevel(depth);
  const changes = new Int32Array((width + 1) * height);
  drawMarks(paint, (runs, x, y) => {
    for (let run = 0; run < runs.length; run += RUN) {
      const row = y + runs[run]!;
      const start = Math.max(0, x + runs[run + 1]!);
      const end = Math.min(width, x + runs[run + 2]!);
      if (row < 0 || row >= height || start >= end) continue;
      changes[row * (width + 1) + start]!++;
      changes[row * (width + 1) + end]!--;
    }
  });
  for (let y = 0, i = 0, at = 0; y < height; y++, at++) {
    for (let x = 0, count = 0; x < width; x++, i++, at++) {
      count += changes[at]!;
      data[i] = (count < 255 ? count : 255) * units;
    }
  }
}

function drawMarks({ groups, mark, levels, seed }: MarksPaint, paint: Brush): void {
  const random = new Stream([...seed, 0, 0]);
  const range = sizesOf(mark);
  const stamps = new Map<number, Int32Array>();
  for (const { count, within } of groups) {
    const [left, top, right, bottom] = within;
    for (let i = 0; i < count; i++) {
      const x = random.integer(left, right - 1);
      const y = random.integer(top, bottom - 1);
      const size = range ? random.integer(...range) : 0;
      const level = levels === 'random' ? random.integer(1, 255) : 255;
      const runs = stamps.get(size) ?? Int32Array.from(spansOf(mark, size).flat());
      stamps.set(size, runs);
      paint(runs, x, y, level);
    }
  }
}

function sizesOf(mark: Mark): readonly [number, number] | undefined {
  if (mark.form === 'line') return undefined;
  return mark.form === 'disc' ? mark.radius : mark.half;
}

function spansOf(mark: Mark, size: number): readonly Span[] {
  switch (mark.form) {
    case 'disc':
      return spans(-size, size, (dy) => {
        const half = Math.floor(Math.sqrt((size + 0.5) ** 2 - dy * dy));
        return [dy, -half, half + 1];
      });
    case 'square':
      return spans(-size, size - 1, (dy) => [dy, -size, size]);
    case 'line':
      return mark.width <= 1 ? thinLine(mark.offset) : thickLine(mark.offset, mark.width / 2);
  }
}

function spans(first: number, last: number, span: (dy: number) => Span): Span[] {
  return Array.from({ length: last - first + 1 }, (_, i) => span(first + i));
}

/** Steps along one axis at a time, each as keeps nearest to the line. */
function thinLine([toX, toY]: readonly [number, number]): Span[] {
  const [dx, dy] = [Math.abs(toX), Math.abs(toY)];
  const pixels: (readonly [number, number])[] = [[0, 0]];
  for (let i = 0, j = 0; i + j < dx + dy;) {
    if (Math.abs((i + 1) * dy - j * dx) <= Math.abs(i * dy - (j + 1) * dx)) i++;
    else j++;
    pixels.push([Math.sign(toX) * i, Math.sign(toY) * j]);
  }
  return spansOfPixels(pixels);
}

/** The pixels whose centres are at most `half` from the line between the centres of its ends. */
function thickLine([toX, toY]: readonly [number, number], half: number): Span[] {
  const reach = Math.ceil(half);
  const square = toX * toX + toY * toY || 1;
  const pixels: (readonly [number, number])[] = [];
  for (let y = Math.min(0, toY) - reach; y <= Math.max(0, toY) + reach; y++) {
    for (let x = Math.min(0, toX) - reach; x <= Math.max(0, toX) + reach; x++) {
      const along = Math.min(1, Math.max(0, (x * toX + y * toY) / square));
      const [offX, offY] = [x - along * toX, y - along * toY];
      if (offX * offX + offY * offY <= half * half) pixels.push([x, y]);
    }
  }
  return spansOfPixels(pixels);
}

/** One for each row: the pixels of a line in a row are neighbours. */
function spansOfPixels(pixels: readonly (readonly [x: number, y: number])[]): Span[] {
  const rows = new Map<number, Span>();
  for (const [x, y] of pixels) {
    const [, first, end] = rows.get(y) ?? [y, x, x + 1];
    rows.set(y, [y, Math.min(first, x), Math.max(end, x + 1)]);
  }
  return [...rows.values()];
}
