import * as z from 'zod';
import type { UnmixedOperation } from './operations.js';
import { matrix, number, pair, seed } from './schema-values.js';

const level = number.min(0).max(255);
const sizes = z
  .tuple([z.int().nonnegative(), z.int().nonnegative()])
  .refine(([least, most]) => least <= most, {
    error: 'the least size before the greatest',
  });
const colour = z.union([z.tuple([level]), z.tuple([level, level, level])]);
/** The Base64 form of 256 bytes. */
const curve = z.base64().length(344);
const weight = number.min(-1).max(1);

const shape = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('disc'), centre: pair, radius: number.nonnegative() }),
  z.strictObject({ form: z.literal('line'), from: pair, to: pair, width: number.nonnegative() }),
  z.strictObject({
    form: z.literal('polygon'),
    points: z.array(pair).min(3),
    outlined: z.literal(true).exactOptional(),
  }),
]);

const mark = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('disc'), radius: sizes }),
  z.strictObject({ form: z.literal('square'), half: sizes }),
  z.strictObject({ form: z.literal('line'), offset: z.tuple([z.int(), z.int()]), width: number.positive() }),
]);

const group = z.strictObject({
  count: z.int().nonnegative(),
  within: z
    .tuple([z.int(), z.int(), z.int(), z.int()])
    .refine(([x0, y0, x1, y1]) => x0 < x1 && y0 < y1, 'a region of at least one pixel'),
});

const paint = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('even'), level }),
  z.strictObject({ form: z.literal('linear'), level: number, slope: pair }),
  z.strictObject({
    form: z.literal('radial'),
    centre: pair,
    radius: number.positive(),
    levels: z.array(level).min(2).max(1000),
  }),
  z.strictObject({
    form: z.literal('rings'),
    centre: pair,
    rings: z
      .array(z.tuple([number.nonnegative(), level]))
      .min(1)
      .max(1000)
      .refine((rings) => rings.every(([radius], i) => i === 0 || rings[i - 1]![0] <= radius), {
        error: 'the inner rings before the outer ones',
      }),
  }),
  z.strictObject({ form: z.literal('plasma'), roughness: number.positive(), seed }),
  z.strictObject({ form: z.literal('shapes'), shapes: z.array(shape) }),
  z.strictObject({
    form: z.literal('marks'),
    groups: z.array(group),
    mark,
    levels: z.enum(['white', 'count', 'random']),
    seed,
  }),
]);

/** Weights may be rounded. */
const TOLERANCE = 1e-6;

/** @param operation the schema of the Operations of branches and masks */
export function compositeSchema(operation: z.ZodType<UnmixedOperation>) {
  const kind = z.literal('composite');
  const operations = z.array(operation);
  const mask = z.strictObject({ paint, then: operations });
  const branch = z.strictObject({ weight: number.min(0).max(1), operations });
  return z.discriminatedUnion('form', [
    z.strictObject({
      kind,
      form: z.literal('over'),
      blend: z.enum(['normal', 'add', 'multiply', 'screen']),
      colour: z.union([colour, z.literal('mean')]),
      weights: z.tuple([weight, weight]),
      mask: mask.exactOptional(),
    }),
    z.strictObject({ kind, form: z.literal('lightness'), curve }),
    z.strictObject({ kind, form: z.literal('relight'), mask }),
    z.strictObject({
      kind,
      form: z.literal('branches'),
      branches: z
        .array(branch)
        .min(1)
        .refine(
          (branches) => Math.abs(branches.reduce((sum, one) => sum + one.weight, 0) - 1) < TOLERANCE,
          'weights that add up to 1',
        ),
    }),
    z.strictObject({ kind, form: z.literal('sweep'), matrix, at: z.array(number).min(1).max(100) }),
  ]);
}
