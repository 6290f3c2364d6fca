import * as z from 'zod';
import type { UnmixedOperation } from './operations.js';
import { colour, number, size } from './schema-values.js';

/** Of a `mix`. */
const MOST_LAYERS = 100;

const source = z.strictObject({ key: z.string(), sha256: z.hash('sha256'), frame: z.strictObject(size) });
const weight = number.min(0).max(1);
const frequencies = z
  .tuple([z.int(), z.int()])
  .refine(([lowest, highest]) => lowest <= highest, 'the lowest frequency before the highest');

/** @param operation the schema of the Operations of layers */
export function mixSchema(operation: z.ZodType<UnmixedOperation>) {
  const cut = z.strictObject({
    objects: z.array(z.int().nonnegative()).min(1),
    softness: z.int().min(0).max(50),
  });
  const layer = z.strictObject({
    source: source.exactOptional(),
    operations: z.array(operation),
    x: z.int(),
    y: z.int(),
    weight,
    byAlpha: z.literal(true).exactOptional(),
    cut: cut.exactOptional(),
  });
  return z.strictObject({
    kind: z.literal('mix'),
    ...size,
    fill: colour,
    maskFill: z.int().nonnegative(),
    layers: z.array(layer).min(1).max(MOST_LAYERS),
  });
}

/** @param operation the schema of the Operations that the other Source goes through */
export function matchSchema(operation: z.ZodType<UnmixedOperation>) {
  const common = { kind: z.literal('match'), source, operations: z.array(operation), weight };
  return z.discriminatedUnion('form', [
    z.strictObject({ ...common, form: z.enum(['histogram', 'moments', 'range', 'components']) }),
    z.strictObject({ ...common, form: z.literal('spectrum'), columns: frequencies, rows: frequencies }),
  ]);
}
