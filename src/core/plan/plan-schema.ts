import * as z from 'zod';
import { PlanError } from '../errors.js';
import { geometricSchemas } from './geometric-schema.js';
import { compositeSchema } from './layer-schema.js';
import { matchSchema, mixSchema } from './mixing-schema.js';
import { INTERPOLATIONS, MOST_TILES, RESAMPLE_FILTERS } from './operations.js';
import type { Operation, UnmixedOperation } from './operations.js';
import { PLAN_VERSION, type Plan } from './plan.js';
import { colour, number, pair, seed, side, size } from './schema-values.js';

const tiles = z.int().min(1).max(MOST_TILES);
const sizeFilter = z.union([z.enum(RESAMPLE_FILTERS), z.enum(INTERPOLATIONS)]);
const odd = z.array(number).refine(({ length }) => length % 2 === 1, 'an odd number of weights');
/** Sides of the windows of `rank`. */
const MOST_RANKED = 255;
const UNKNOWN = { error: 'not an Operation that this version of the program knows' };
/** The Base64 form of 256 bytes. */
const table = z.base64().length(344);

const drawn = {
  kind: z.literal('noise'),
  effect: z.enum(['add', 'multiply']),
  perChannel: z.boolean(),
  scale: number.gt(0).max(1),
  seed,
};
const betaShape = number.gt(0).max(100);

/** One schema for every kind that needs one image alone: a missing kind is a type error. */
const unmixedSchemas = {
  ...geometricSchemas,
  table: z.discriminatedUnion('form', [
    z.strictObject({
      kind: z.literal('table'),
      form: z.literal('linear'),
      scale: z.array(number).min(1),
      offset: z.array(number).min(1),
    }),
    z.strictObject({ kind: z.literal('table'), form: z.literal('values'), values: z.array(table).min(1) }),
  ]),
  matrix: z.strictObject({
    kind: z.literal('matrix'),
    rows: z.array(number).length(12),
    rounding: z.enum(['round', 'truncate']),
  }),
  adaptive: z.discriminatedUnion('form', [
    z.strictObject({
      kind: z.literal('adaptive'),
      form: z.undefined().optional(),
      statistic: z.enum(['grey_mean', 'mean']),
      scale: number,
      weight: number,
    }),
    z.strictObject({
      kind: z.literal('adaptive'),
      form: z.literal('equalize'),
      of: z.enum(['channels', 'luma']),
      rule: z.enum(['opencv', 'pillow', 'pillow_inclusive']),
    }),
    z.strictObject({
      kind: z.literal('adaptive'),
      form: z.literal('stretch'),
      curve: z.enum(['linear', 'histogram']),
      cutoff: number.min(0).max(100),
      ignore: z.array(z.int().min(0).max(255)),
      rounding: z.enum(['round', 'truncate']),
    }),
    z.strictObject({
      kind: z.literal('adaptive'),
      form: z.literal('clahe'),
      columns: tiles,
      rows: tiles,
      clipLimit: number.min(0),
    }),
    z.strictObject({
      kind: z.literal('adaptive'),
      form: z.literal('components'),
      factors: z.tuple([number, number, number]),
    }),
    z.strictObject({ kind: z.literal('adaptive'), form: z.literal('first_component') }),
  ]),
  grey: z.strictObject({ kind: z.literal('grey'), by: z.enum(['lightness', 'middle']) }),
  hsv: z.strictObject({
    kind: z.literal('hsv'),
    hue: number,
    saturation: number,
    value: number,
    saturationFactor: number.nonnegative().exactOptional(),
    valueFactor: number.nonnegative().exactOptional(),
  }),
  density: z.strictObject({
    kind: z.literal('density'),
    dark: z.array(number).length(12),
    light: z.array(number).length(12),
    threshold: number,
  }),
  convolve: z.discriminatedUnion('form', [
    z.strictObject({ kind: z.literal('convolve'), form: z.literal('separable'), x: odd, y: odd }),
    z.strictObject({
      kind: z.literal('convolve'),
      form: z.literal('unsharp'),
      weights: odd,
      amount: number,
      threshold: number.nonnegative(),
    }),
    z
      .strictObject({
        kind: z.literal('convolve'),
        form: z.literal('full'),
        size: side,
        weights: z.array(number),
      })
      .refine((kernel) => kernel.size % 2 === 1 && kernel.weights.length === kernel.size ** 2, {
        error: 'an odd size, and its square as the number of weights',
      }),
  ]),
  rank: z.discriminatedUnion('form', [
    z.strictObject({
      kind: z.literal('rank'),
      form: z.literal('median'),
      size: side.max(MOST_RANKED).refine((size) => size % 2 === 1, 'an odd size'),
    }),
    z.strictObject({
      kind: z.literal('rank'),
      form: z.enum(['erosion', 'dilation']),
      shape: z.literal('ellipse'),
      width: side.max(MOST_RANKED),
      height: side.max(MOST_RANKED),
    }),
  ]),
  coarsen: z.strictObject({ kind: z.literal('coarsen'), ...size, down: sizeFilter, up: sizeFilter }),
  fringe: z.strictObject({
    kind: z.literal('fringe'),
    interpolation: z.enum(INTERPOLATIONS),
    red: pair,
    blue: pair,
  }),
  scatter: z.strictObject({
    kind: z.literal('scatter'),
    most: z.int().min(1).max(1000),
    turns: z.int().min(1).max(100),
    order: z.enum(['together', 'one_by_one']),
    seed,
  }),
  superpixels: z.strictObject({
    kind: z.literal('superpixels'),
    count: z.int().min(1),
    share: number.min(0).max(1),
    seed,
    ...size,
    filter: sizeFilter,
  }),
  noise: z.discriminatedUnion('distribution', [
    z.strictObject({
      kind: z.literal('noise'),
      distribution: z.literal('gaussian'),
      mean: number,
      std: number,
      perChannel: z.boolean(),
      scale: number.gt(0).max(1),
      seed,
    }),
    z.strictObject({ ...drawn, distribution: z.literal('uniform'), low: number, high: number }),
    z.strictObject({ ...drawn, distribution: z.literal('laplace'), mean: number, spread: number }),
    z.strictObject({
      ...drawn,
      distribution: z.literal('beta'),
      alpha: betaShape,
      beta: betaShape,
      spread: number,
    }),
    z.strictObject({
      kind: z.literal('noise'),
      distribution: z.literal('shot'),
      scale: number.min(1e-4),
      seed,
    }),
    z.strictObject({
      kind: z.literal('noise'),
      distribution: z.literal('impulses'),
      impulses: z
        .array(z.strictObject({ share: number.min(0).max(1), colour }))
        .refine(
          (impulses) => impulses.reduce((sum, { share }) => sum + share, 0) <= 1 + 1e-9,
          'shares of at most 1 together',
        ),
      perChannel: z.boolean(),
      seed,
    }),
    z.strictObject({
      kind: z.literal('noise'),
      distribution: z.literal('sensor'),
      hue: number.nonnegative(),
      intensity: number.nonnegative(),
      seed,
    }),
  ]),
  fill: z.strictObject({
    kind: z.literal('fill'),
    regions: z.array(z.tuple([number, number, number, number])),
    paint: z.union([
      z.strictObject({ colour }),
      z.strictObject({ random: z.enum(['sample', 'region']), seed }),
    ]),
    maskFill: z.int().nonnegative().nullable(),
    hides: z.boolean(),
    removesKeypoints: z.boolean(),
  }),
  recode: z.strictObject({ kind: z.literal('recode'), format: z.enum(['jpeg', 'webp']), quality: number }),
  composite: compositeSchema(z.lazy(() => unmixedSchema)),
  within: z.strictObject({
    kind: z.literal('within'),
    part: z.union([
      z.strictObject({
        window: z
          .tuple([z.int(), z.int(), z.int(), z.int()])
          .refine(([x0, y0, x1, y1]) => x0 >= 0 && y0 >= 0 && x1 > x0 && y1 > y0, 'a window with a size'),
      }),
      z.strictObject({ channels: z.array(z.int().min(0).max(2)).min(1).max(3) }),
    ]),
    operations: z.lazy((): z.ZodType<UnmixedOperation[]> => z.array(unmixedSchema)),
  }),
} satisfies {
  [Kind in Exclude<UnmixedOperation['kind'], 'match'>]: z.ZodType<Extract<Operation, { kind: Kind }>>;
};

const [firstUnmixed, ...otherUnmixed] = Object.values(unmixedSchemas);

const unmixedSchema: z.ZodType<UnmixedOperation> = z.discriminatedUnion(
  'kind',
  [firstUnmixed!, ...otherUnmixed],
  UNKNOWN,
);

const operationSchemas = {
  ...unmixedSchemas,
  mix: mixSchema(z.lazy(() => unmixedSchema)),
  match: matchSchema(z.lazy(() => unmixedSchema)),
} satisfies { [Kind in Operation['kind']]: z.ZodType<Extract<Operation, { kind: Kind }>> };

/**
 * The output type of the schemas. A test compares it with `Operation`.
 * @internal exported for that test
 */
export type ParsedOperation = z.output<(typeof operationSchemas)[keyof typeof operationSchemas]>;

const [firstKind, ...otherKinds] = Object.values(operationSchemas);

const operationSchema: z.ZodType<Operation> = z.discriminatedUnion(
  'kind',
  [firstKind!, ...otherKinds],
  UNKNOWN,
);

export const planSchema: z.ZodType<Plan> = z.strictObject({
  version: z.literal(PLAN_VERSION, {
    error: ({ input }) =>
      `the Plan has version ${JSON.stringify(input)}, and this version of the program reads version ${PLAN_VERSION} only`,
  }),
  frame: z.strictObject(size),
  steps: z.array(
    z.strictObject({
      path: z.string(),
      transform: z.string(),
      sampled: z.json(),
      operations: z.array(operationSchema),
    }),
  ),
});

/**
 * Checks the Operations of a transform that another package brings: its author may not have had a compiler.
 * @param transform its name, for the message
 * @throws PlanError that names the transform and what is wrong with its Operation
 */
export function checkOperations(operations: readonly Operation[], transform: string): void {
  const result = z.array(operationSchema).safeParse(operations);
  if (result.success) return;
  const [{ path, message }] = result.error.issues as [z.core.$ZodIssue];
  throw new PlanError(`${transform} returned a wrong Operation: ${path.join('.')}: ${message}`);
}

/**
 * @param json a stored Plan, after `JSON.parse`
 * @throws PlanError where it is not a Plan, or has another version
 */
export function parsePlan(json: unknown): Plan {
  const result = planSchema.safeParse(json);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues as [z.core.$ZodIssue];
  throw new PlanError(path.length > 1 ? `the Plan cannot be read: ${path.join('.')}: ${message}` : message);
}
