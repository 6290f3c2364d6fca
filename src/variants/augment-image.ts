import { encode } from '../codecs/encode.js';
import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import { requirePlanes } from '../codecs/require-planes.js';
import { encodeOptions, sameEncoding } from './same-encoding.js';
import { augmentRaster } from '../core/augment.js';
import type { AugmentedRaster, AugmentRequest } from '../core/augment.js';
import { outputFormat } from '../core/image-formats.js';
import { sha256 } from '../stores/sha256.js';
import { decodeUpright } from './decode-upright.js';
import { rearranged } from './rearranged.js';
import { recodeInPlace } from './recode-in-place.js';
import { EngineQueue } from './engine-queue.js';

export interface ImageRequest extends AugmentRequest {
  /** Keeps the engine's memory between calls; one for each thread. */
  readonly engineQueue?: EngineQueue;
}

export interface AugmentedImage extends Omit<AugmentedRaster, 'raster'> {
  /** The encoded image. */
  readonly bytes: Uint8Array;
  /** The name of the codec that encoded it. */
  readonly format: string;
}

/**
 * Augments an encoded image with its labels: the same bytes that `augment run` writes for a Source of that key.
 * @param bytes a file of a format that one of the codecs reads
 * @param request `annotations` are in the frame that the Recipe's `decode.exif` names
 * @throws ImageError if the file cannot be decoded or exceeds the Recipe's limits, or the annotations are for another size
 * @throws LabelError where a member of the annotations is missing, or is not what the type says
 */
export async function augmentImage(bytes: Uint8Array, request: ImageRequest): Promise<AugmentedImage[]> {
  const { recipe, engineQueue = new EngineQueue() } = request;
  const codecs = codecsOf(recipe);
  const name = request.key ?? 'the image';
  const info = await inspect(bytes, { name, limits: recipe.limits, ...recipe.decode }, codecs);
  const codec = outputFormat(info.codec, recipe.output.format, codecs);
  requirePlanes(name, info, codec);
  const format = codec.name;
  return engineQueue.exclusively(async () => {
    const { engine } = engineQueue;
    const decoded = await decodeUpright(bytes, info, recipe.decode, engine);
    const identified = { imageSha256: sha256(bytes), ...request };
    const made = engine.consume(decoded, () =>
      augmentRaster(decoded, identified, engine, { recode: recodeInPlace }),
    );
    return Promise.all(
      made.map(async ({ raster, ...rest }) => ({
        ...rest,
        format,
        bytes:
          rearranged(bytes, info, format, recipe, rest.plan) ??
          (await encode(
            raster,
            encodeOptions(info, format, sameEncoding(info, format, recipe.output, rest.plan), recipe),
            codecs,
          )),
      })),
    );
  });
}
