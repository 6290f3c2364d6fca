import type { Frame } from '../geometry/types.js';
import type { Json } from '../json.js';
import type { MixedSource, Operation } from './operations.js';

/** The Operations of one transform. A transform that was not chosen has no step. */
export interface PlanStep {
  /** The transform's path in the Recipe's tree: `Affine`, `OneOf/GaussianBlur`; the second `Affine` is `Affine#2`. */
  readonly path: string;
  readonly transform: string;
  /** The values drawn, for people. The engine reads only `operations`. */
  readonly sampled: Json;
  readonly operations: readonly Operation[];
}

/** Raised when the meaning of a field changes. A new kind of Operation, or a new form of one, does not raise it. */
export const PLAN_VERSION = 1;

/** The path of the step that cuts a tile out. It is no transform. */
export const TILES = 'tiles';

/** The path below which `preprocess` of the Recipe has its steps. */
export const PREPROCESS = 'preprocess';

/** All steps from a Source to one variant, as plain JSON. With the Source, it is enough to make the variant again. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  /** Size of the Source as displayed: after EXIF orientation, before any step. */
  readonly frame: Frame;
  readonly steps: readonly PlanStep[];
}

/** How many steps `preprocess` has: what they make is the image before all random choices. */
export function preprocessSteps({ steps }: Plan): number {
  const first = steps.findIndex(({ path }) => !path.startsWith(`${PREPROCESS}/`));
  return first === -1 ? steps.length : first;
}

export function planOperations(plan: Plan): Operation[] {
  const all: Operation[] = [];
  for (const { operations } of plan.steps) for (const operation of operations) all.push(operation);
  return all;
}

/** The other Sources that a Plan mixes in, each once. */
export function mixedSources(plan: Plan): MixedSource[] {
  const sources = planOperations(plan).flatMap(sourcesOf);
  return [...new Map(sources.map((source) => [source.key, source])).values()];
}

/** The other Sources whose images an Operation needs. */
export function sourcesOf(operation: Operation): readonly MixedSource[] {
  if (operation.kind === 'match') return [operation.source];
  return operation.kind === 'mix' ? operation.layers.flatMap(({ source }) => source ?? []) : [];
}
