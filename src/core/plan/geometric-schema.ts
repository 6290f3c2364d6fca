import * as z from 'zod';
import type { Frame } from '../geometry/types.js';
import { INTERPOLATIONS, ORIENTATIONS, RESAMPLE_FILTERS } from './operations.js';
import type { PiecesOperation } from './operations.js';
import { placesOf } from './pieces.js';
import { edge, matrix, number, pair, seed, size } from './schema-values.js';

const gridAxis = z.strictObject({ step: number.min(1), from: z.array(number).min(2).max(1000) });
const remapped = { kind: z.literal('remap'), interpolation: z.enum(INTERPOLATIONS), ...edge };
const MOST_PIECES = 10_000;
const edges = z
  .array(z.int())
  .min(2)
  .refine(
    (list) => list[0] === 0 && list.every((edge, i) => i === 0 || edge > list[i - 1]!),
    'ascending, from 0',
  );

/** The schemas of the kinds that move pixels and geometry alike. */
export const geometricSchemas = {
  orient: z.strictObject({ kind: z.literal('orient'), to: z.enum(ORIENTATIONS) }),
  window: z.strictObject({ kind: z.literal('window'), x: z.int(), y: z.int(), ...size, ...edge }),
  warp: z.strictObject({
    kind: z.literal('warp'),
    matrix,
    interpolation: z.enum(INTERPOLATIONS),
    boxesAs: z.literal('ellipses').exactOptional(),
    ...size,
    ...edge,
  }),
  resample: z.strictObject({ kind: z.literal('resample'), ...size, filter: z.enum(RESAMPLE_FILTERS) }),
  remap: z.discriminatedUnion('form', [
    z.strictObject({ ...remapped, form: z.literal('grid'), x: gridAxis, y: gridAxis }),
    z.strictObject({
      ...remapped,
      form: z.literal('lens'),
      unit: z.tuple([number.positive(), number.positive()]),
      k: z.tuple([number, number]),
    }),
    z
      .strictObject({
        ...remapped,
        form: z.literal('mesh'),
        columns: z.int().min(2),
        rows: z.int().min(2),
        dx: z.array(number),
        dy: z.array(number),
      })
      .refine(({ columns, rows, dx, dy }) => dx.length === columns * rows && dy.length === dx.length, {
        error: 'a displacement for each point',
      }),
    z
      .strictObject({
        ...remapped,
        form: z.literal('spline'),
        points: z.array(pair).min(3).max(200),
        shifts: z.array(pair),
      })
      .refine(({ points, shifts }) => points.length === shifts.length, { error: 'a shift for each point' }),
    z.strictObject({
      ...remapped,
      form: z.literal('random'),
      sigma: number.min(1),
      std: number.nonnegative(),
      stdY: number.nonnegative().exactOptional(),
      same: z.boolean(),
      seed,
    }),
  ]),
  pieces: z
    .strictObject({
      kind: z.literal('pieces'),
      columns: edges,
      rows: edges,
      from: z.array(z.int().nonnegative()).max(MOST_PIECES),
    })
    .refine(arePlacesFilled, { error: 'for each place another piece, of its size' }),
};

function arePlacesFilled({ columns, rows, from }: Omit<PiecesOperation, 'kind'>): boolean {
  const places = placesOf(columns, rows);
  const isOnceEach = from.length === places.length && new Set(from).size === from.length;
  return isOnceEach && from.every((piece, place) => haveOneSize(places[piece], places[place]!));
}

function haveOneSize(piece: Frame | undefined, place: Frame): boolean {
  return piece?.width === place.width && piece.height === place.height;
}
