import * as z from 'zod';
import type { Operation } from '../core/plan/operations.js';
import { jsonSchema } from './state-file.js';
import type { ShapeOf } from './state-file.js';
import type { Plan, PlanStep } from '../core/plan/plan.js';

/** The Plans that Records hold. Of an Operation it is checked that it names a kind. */
const kindSchema = z.looseObject({ kind: z.string() });
const operationSchema = z.custom<Operation>(
  (value) => kindSchema.safeParse(value).success,
  'expected an Operation',
);

const stepSchema = z.object({
  path: z.string(),
  transform: z.string(),
  sampled: jsonSchema,
  operations: z.array(operationSchema),
} satisfies ShapeOf<PlanStep>);

export const planSchema = z.object({
  frame: z.object({ width: z.number(), height: z.number() }),
  steps: z.array(stepSchema),
} satisfies ShapeOf<Plan>);
