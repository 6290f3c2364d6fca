import type { Frame } from '../geometry/types.js';
import type { Json } from '../json.js';
import type { Operation } from './operations.js';

/** What one transform did. A transform that was left out has no step. */
export interface PlanStep {
  /** Where the transform stands in the Recipe's tree: `Affine`, `OneOf/GaussianBlur`, the second of a name `Affine#2`. */
  readonly path: string;
  readonly transform: string;
  /** The values drawn, for people to read. The engine reads `operations` alone. */
  readonly sampled: Json;
  readonly operations: readonly Operation[];
}

/** Raised when the meaning of a field changes. A new kind of Operation, or a new form of one, raises nothing. */
export const PLAN_VERSION = 1;

/** What one variant of one Source goes through. Plain JSON; with the Source, enough to make the variant again. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  /** Size of the Source as displayed: after EXIF orientation, before any step. */
  readonly frame: Frame;
  readonly steps: readonly PlanStep[];
}

export function planOperations(plan: Plan): Operation[] {
  return plan.steps.flatMap((step) => step.operations);
}
