import type { ImageInfo } from '../codecs/inspect.js';
import { planOperations } from '../core/plan/plan.js';
import type { Plan } from '../core/plan/plan.js';
import { rearrangementOf } from '../core/plan/rearrangement.js';
import type { Recipe } from '../core/recipe/schema.js';

/**
 * The encoded variant, if the Plan only turns and crops, the Recipe asks for the encoding of the Source, and the Source's
 * codec can do it without decoding.
 * @param format the name of the codec that writes the variant
 */
export function rearranged(
  bytes: Uint8Array,
  { codec, stored, orientation, icc }: ImageInfo,
  format: string,
  { output }: Pick<Recipe, 'output'>,
  plan: Plan,
): Uint8Array | undefined {
  const keepsEncoding = output.quality === 'same' && output.subsampling === 'same';
  if (!keepsEncoding || codec.name !== format) return undefined;
  const upright = { kind: 'orient', to: orientation } as const;
  const change = rearrangementOf([upright, ...planOperations(plan)], stored);
  return change && codec.rearrange?.(bytes, change, icc);
}
