import { labelRules } from '../core/augment.js';
import type { LabelSchema } from '../core/formats/format.js';
import type { Plan } from '../core/plan/plan.js';
import type { Recipe } from '../core/recipe/schema.js';
import { requireSuited } from '../core/sampling/require-suited.js';
import { preprocessPlan, samplePlan } from '../core/sampling/sample.js';
import { cutOf, drawnBy, outputAt } from '../core/sampling/tiles.js';
import type { OpenedSource } from './open-source.js';

interface PlanContext {
  readonly recipe: Recipe;
  readonly schema: LabelSchema;
  /** Plans to follow, by the numbers of their outputs, instead of sampling them. */
  readonly plans?: ReadonlyMap<number, Plan>;
}

/**
 * The Plan of one variant. Variant 0 goes through `preprocess` alone.
 * @param number of the output: see `numberOf`
 * @throws ImageError where a transform does not work on the bits or the planes of the image
 */
export function planVariant(
  number: number,
  { source, bytes, info, annotations }: OpenedSource,
  { recipe, schema, plans }: PlanContext,
): Plan {
  const given = plans?.get(number);
  if (given) return given;
  const { key } = source;
  const { variant } = outputAt(number, recipe);
  const { frame, channels, planes, depth = 8 } = info;
  requireSuited(
    key,
    { depth, planes },
    variant === 0 ? recipe.preprocess : [...recipe.preprocess, ...recipe.transforms],
  );
  const sampled = { key, imageSha256: bytes.imageSha256, frame, channels, annotations };
  const rules = { ...labelRules(recipe, schema), ...cutOf(number, recipe) };
  return variant === 0
    ? preprocessPlan(recipe, sampled, rules)
    : samplePlan(recipe, sampled, drawnBy(number, recipe), rules);
}
