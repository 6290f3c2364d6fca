import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import type { ImageInfo } from '../codecs/inspect.js';
import type { Annotations } from '../core/annotations/model.js';
import type { LabelContext, LabelProblem, LabelSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Source } from '../dataset/source.js';
import { readLabels } from './read-source.js';
import type { SourceBytes } from './read-source.js';

/** What all variants of one Source share: its bytes, what its image's header says, and its labels. */
export interface OpenedSource {
  readonly source: Source;
  readonly bytes: Omit<SourceBytes, 'image'> & { readonly image: Uint8Array };
  readonly info: ImageInfo;
  /** In `info.frame`, with the Recipe's classes applied. */
  readonly annotations: Annotations;
  readonly problems: readonly LabelProblem[];
  /** Names of the Recipe's rules that the labels have: see `namesMet`. */
  readonly met: readonly string[];
  readonly labelContext: Omit<LabelContext, 'options'>;
}

/**
 * Reads the image's header and the labels. No pixel is decoded.
 * @throws ImageError if the image is damaged or exceeds the Recipe's limits
 * @throws LabelError if no label can be understood, or the Recipe makes a bad label fatal
 */
export async function openSource(
  source: Source,
  bytes: SourceBytes,
  { recipe, schema }: { readonly recipe: Recipe; readonly schema: LabelSchema },
): Promise<OpenedSource> {
  const image = await bytes.image();
  const { limits, decode } = recipe;
  const info = await inspect(image, { name: source.key, limits, ...decode }, codecsOf(recipe));
  const labelContext = {
    image: source.key,
    ...info.frame,
    channels: info.planes ?? info.channels,
    schema,
  };
  const read = await readLabels(source, bytes, labelContext, recipe);
  return { source, bytes: { ...bytes, image }, info, labelContext, ...read };
}
