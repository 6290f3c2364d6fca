import type { Encoding } from '../core/image-codec.js';
import type { Orientation } from '../core/plan/operations.js';
import type { Plan } from '../core/plan/plan.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { EncodeOptions } from '../codecs/encode.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { turnedEncoding } from '../codecs/turned-encoding.js';

type Output = Pick<Recipe['output'], 'quality' | 'subsampling'>;

/** What `same` in a Recipe takes from the file of the Source: nothing where that is of another format. */
export function sameEncoding(
  { codec, encoding = {} }: Pick<ImageInfo, 'codec' | 'encoding'>,
  format: string,
  output: Output,
  plan: Plan,
): Encoding {
  if (codec.name !== format) return {};
  const { quality, tables, subsampling } = turnedEncoding(encoding, orientationsOf(plan));
  return {
    ...(output.quality === 'same' && quality !== undefined && { quality, ...(tables && { tables }) }),
    ...(output.subsampling === 'same' && subsampling && { subsampling }),
  };
}

/** The options of `encode` for a variant; those that neither the Recipe nor the Source decides have their default. */
export function encodeOptions(
  { icc }: Pick<ImageInfo, 'icc'>,
  format: string,
  same: Encoding,
  { output: { quality, subsampling } }: Pick<Recipe, 'output'>,
): EncodeOptions {
  return {
    format,
    icc,
    ...(quality !== 'same' && { quality }),
    ...(subsampling !== 'same' && { subsampling }),
    ...same,
  };
}

/** Rotations by other angles than quarter turns leave no direction of the Source's samples as it was. */
function orientationsOf({ steps }: Plan): Orientation[] {
  return steps.flatMap(({ operations }) =>
    operations.flatMap((operation) => (operation.kind === 'orient' ? [operation.to] : [])),
  );
}
