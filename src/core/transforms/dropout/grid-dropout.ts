import * as z from 'zod';
import { RecipeError } from '../../errors.js';
import type { Frame } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import { range, wholeAt } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { cover, coverParameters, type Hole } from './covering.js';

/** A Plan lists every rectangle. */
const MOST_HOLES = 10_000;

const count = z.int().min(1);
const shift = z.int().min(0);

const schema = z.object({
  ratio: z
    .number()
    .gt(0)
    .max(1)
    .prefault(0.5)
    .describe(
      'Side of a rectangle as a fraction of the side of its cell; at least one pixel stays uncovered.',
    ),
  random_offset: z
    .boolean()
    .prefault(true)
    .describe('Whether each rectangle lies anywhere in its cell; otherwise at `shift_xy`.'),
  unit_size_range: range({ min: 2, whole: true })
    .nullable()
    .prefault(null)
    .describe('Side of a cell in pixels. Without it and `holes_number_xy`: a tenth of the image.'),
  holes_number_xy: z
    .tuple([count, count])
    .nullable()
    .prefault(null)
    .describe('Number of cells in a row and in a column, in place of `unit_size_range`.'),
  shift_xy: z
    .tuple([shift, shift])
    .prefault([0, 0])
    .describe('Position of each rectangle in its cell, (x, y) in pixels, with `random_offset: false`.'),
  ...coverParameters,
});
type Parameters = z.output<typeof schema>;

export const gridDropout = defineTransform({
  name: 'GridDropout',
  group: 'dropout',
  summary: 'Divides the image into cells, and covers a rectangle in each.',
  p: 0.5,
  schema,
  sample(parameters, random, frame) {
    const { unit_size_range } = parameters;
    const unit = unit_size_range === null ? undefined : random.integer(...unit_size_range);
    const [columns, rows] = gridOf(parameters, unit, frame);
    // The number of cells, and so of draws, depends on the image.
    const holes = drawHoles(parameters, [columns, rows], frame, random.fork());
    return {
      sampled: { columns, rows, ...(unit !== undefined && { unit }) },
      operations: cover(holes, parameters, random),
    };
  },
});

/** @throws RecipeError where the image is smaller than a cell, or there would be too many cells */
function gridOf(
  { holes_number_xy, unit_size_range }: Parameters,
  unit: number | undefined,
  { width, height }: Frame,
): readonly [columns: number, rows: number] {
  const largest = unit_size_range?.[1] ?? 1;
  if (holes_number_xy === null && largest > Math.min(width, height)) {
    throw new RecipeError(
      `GridDropout: unit_size_range reaches to ${largest} pixels, but the image has ${width} × ${height} ` +
        '(width × height); lower unit_size_range, or resize the image before',
    );
  }
  const cells = (side: number) =>
    Math.max(1, Math.floor(side / (unit ?? Math.max(2, Math.floor(side / 10)))));
  const [columns, rows] = holes_number_xy ?? [cells(width), cells(height)];
  if (columns * rows <= MOST_HOLES) return [columns, rows];
  throw new RecipeError(
    `GridDropout: ${columns} × ${rows} cells are too many; there may be ${MOST_HOLES}: make the cells larger`,
  );
}

/** Draws the order of the heights of the rows, that of the widths of the columns, all positions in y, and those in x. */
function drawHoles(
  { ratio, random_offset, shift_xy }: Parameters,
  [columns, rows]: readonly [number, number],
  { width, height }: Frame,
  random: Random,
): Hole[] {
  const rowSpans = spans(random.shuffle(partsOf(height, rows)), ratio);
  const columnSpans = spans(random.shuffle(partsOf(width, columns)), ratio);
  const cells = rowSpans.flatMap((row) => columnSpans.map((column) => ({ row, column })));
  const offsetIn = ({ room }: Span, offset: number) =>
    random_offset ? wholeAt(random.uniform(0, 1), 0, room) : offset;
  const offsetsY = cells.map(({ row }) => offsetIn(row, shift_xy[1]));
  const offsetsX = cells.map(({ column }) => offsetIn(column, shift_xy[0]));
  return cells.map(({ row, column }, index): Hole => {
    const x = Math.min(column.start + offsetsX[index]!, width - column.hole);
    const y = Math.min(row.start + offsetsY[index]!, height - row.hole);
    return [x, y, x + column.hole, y + row.hole];
  });
}

/** Whole numbers that differ by at most 1 and add up to the side; the larger ones come first. */
function partsOf(side: number, count: number): number[] {
  const [part, rest] = [Math.floor(side / count), side % count];
  return Array.from({ length: count }, (_, index) => (index < rest ? part + 1 : part));
}

/** One row or column of cells. */
interface Span {
  readonly start: number;
  /** Side of its rectangles. */
  readonly hole: number;
  /** Pixels that the rectangle leaves. */
  readonly room: number;
}

function spans(lengths: readonly number[], ratio: number): Span[] {
  let next = 0;
  return lengths.map((length) => {
    const start = next;
    next += length;
    const hole = Math.max(0, Math.min(Math.max(Math.trunc(length * ratio), 1), length - 1));
    return { start, hole, room: length - hole };
  });
}
