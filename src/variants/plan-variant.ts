import { labelRules } from '../core/augment.js';
import type { LabelSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import { requireSuited } from '../core/sampling/require-suited.js';
import { sampleOutputs } from '../core/sampling/sample.js';
import type { SampledOutput } from '../core/sampling/sample.js';
import type { OpenedSource } from './open-source.js';

interface PlanContext {
  readonly recipe: Recipe;
  readonly schema: LabelSchema;
}

/**
 * The Plans of all outputs of one variant: of itself, or of its tiles. Variant 0 goes through `preprocess` alone.
 * @throws ImageError where a transform does not work on the bits or the planes of the image, or it would have too many tiles
 */
export function planVariant(
  variant: number,
  { source, bytes, info, annotations }: OpenedSource,
  { recipe, schema }: PlanContext,
): SampledOutput[] {
  const { key } = source;
  const { frame, channels, hasAlpha, planes, depth = 8 } = info;
  requireSuited(
    key,
    { depth, planes },
    variant === 0 ? recipe.preprocess : [...recipe.preprocess, ...recipe.transforms],
  );
  const sampled = { key, imageSha256: bytes.imageSha256, frame, channels, hasAlpha, annotations };
  return sampleOutputs(recipe, sampled, variant, labelRules(recipe, schema));
}
