import { inspect } from '../codecs/inspect.js';
import type { ImageInfo } from '../codecs/inspect.js';
import type { Annotations } from '../core/annotations/model.js';
import type { LabelContext, LabelProblem, LabelSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Source } from '../dataset/source.js';
import { readLabels } from './read-source.js';
import type { SourceBytes } from './read-source.js';

/** One Source, understood but not decoded. */
export interface OpenedSource {
  /** The image's bytes. */
  readonly image: Uint8Array;
  readonly info: ImageInfo;
  /** With the Recipe's classes applied, in the frame that the Recipe's `decode.exif` names. */
  readonly annotations: Annotations;
  readonly problems: readonly LabelProblem[];
  /** How the labels were read. */
  readonly labelContext: LabelContext;
}

/**
 * Reads the image's header and the labels of a Source.
 * @param schema how its labels are read: see `schemaOf`
 * @throws ImageError where the image cannot be decoded or exceeds the Recipe's limits
 * @throws LabelError where the labels cannot be understood, or the Recipe says that a bad label is fatal
 * @throws ConcurrentUpdateError where the image is no longer the one whose hash was known
 */
export async function openSource(
  source: Source,
  bytes: SourceBytes,
  { limits, decode, labels }: Pick<Recipe, 'limits' | 'decode' | 'labels'>,
  schema: LabelSchema,
): Promise<OpenedSource> {
  const image = await bytes.image();
  const info = await inspect(image, { name: source.key, limits, exif: decode.exif });
  const labelContext: LabelContext = {
    image: source.key,
    ...info.frame,
    channels: info.channels,
    schema,
    vocOrigin: labels.voc_origin,
  };
  return { image, info, labelContext, ...readLabels(source, bytes, labelContext, labels) };
}
