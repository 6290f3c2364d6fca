import { codecsOf } from '../codecs/index.js';
import type { WritableCodec } from '../core/image-codec.js';
import { outputEnding, outputFormat } from '../core/image-formats.js';
import { splitEnding } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { SampledOutput } from '../core/sampling/sample.js';
import { hasClassFolders } from '../core/sampling/tiles.js';
import { variantKey } from '../dataset/names.js';
import type { OpenedSource } from './open-source.js';

/** What writes the images of a Source's variants. */
export function outputCodec({ info }: Pick<OpenedSource, 'info'>, recipe: Recipe): WritableCodec {
  return outputFormat(info.codec, recipe.output.format, codecsOf(recipe));
}

/** The key of an output's image. A whole original keeps the key of its Source, unless its format differs. */
export function outputKey(
  { variant, tile, class: name }: Omit<SampledOutput, 'plan'>,
  sourceKey: string,
  codec: WritableCodec,
  recipe: Pick<Recipe, 'tiles'>,
): string {
  const ending = outputEnding(sourceKey, codec);
  const keepsName = variant === 0 && tile === undefined && ending === splitEnding(sourceKey).ending;
  if (keepsName) return sourceKey;
  const part = hasClassFolders(recipe) ? { tile, class: name } : { tile };
  return variantKey(sourceKey, variant, ending, part);
}
