import { decode } from '../codecs/decode.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { compile } from '../core/engine/compile.js';
import type { Engine } from '../core/engine/run.js';
import type { Surface } from '../core/engine/memory.js';
import type { Frame, Rectangle } from '../core/geometry/types.js';
import type { Allocate, DecodeOptions } from '../core/image-codec.js';
import { beforeOrientation } from '../core/plan/operation-matrix.js';

/**
 * Decodes into the engine's memory, and turns the image as its orientation tag requires. The caller frees it.
 * @param warn takes a sentence about damage that the options accept
 */
export async function decodeUpright(
  bytes: Uint8Array,
  info: ImageInfo,
  options: DecodeOptions,
  engine: Engine,
  warn?: (warning: string) => void,
): Promise<Surface> {
  const stored = await freeingFailures(engine, (allocate) => decode(bytes, info, options, allocate, warn));
  return turnUpright(stored, info, info.stored, engine);
}

/**
 * The same for a part of the image, with the same pixels.
 * @param part in pixels of the upright image
 * @returns undefined where the codec cannot, or the file is damaged
 */
export async function decodeUprightPart(
  bytes: Uint8Array,
  info: ImageInfo,
  part: Rectangle,
  engine: Engine,
): Promise<Surface | undefined> {
  const storedPart = beforeOrientation(info.orientation, info.stored, part);
  const stored = await freeingFailures(engine, (allocate) =>
    info.codec.decodePart?.(bytes, info, storedPart, allocate),
  );
  return stored && turnUpright(stored, info, storedPart, engine);
}

/**
 * A copy to be shown, of which no more is decoded than the codec has to.
 * @param longest its longer side has at least so many pixels, if the image has; it may have all of them
 */
export async function decodeUprightReduced(
  bytes: Uint8Array,
  info: ImageInfo,
  longest: number,
  options: DecodeOptions,
  engine: Engine,
): Promise<Surface> {
  const stored = await freeingFailures(engine, (allocate) =>
    info.codec.decodeReduced?.(bytes, info, longest, allocate),
  );
  return stored ? turnUpright(stored, info, stored, engine) : decodeUpright(bytes, info, options, engine);
}

function turnUpright(stored: Surface, { orientation }: ImageInfo, frame: Frame, engine: Engine): Surface {
  if (orientation === 'identity') return stored;
  const program = compile([{ kind: 'orient', to: orientation }], frame);
  return engine.consume(stored, () => engine.run(program, stored));
}

/** Codecs ask for memory before they know whether the file is intact. */
async function freeingFailures<Result extends Surface | undefined>(
  engine: Engine,
  decodeInto: (allocate: Allocate<Surface>) => Result | Promise<Result>,
): Promise<Result> {
  const allocated: Surface[] = [];
  let result: Result | undefined;
  try {
    result = await decodeInto((...size) => {
      const surface = engine.allocate(...size);
      allocated.push(surface);
      return surface;
    });
    return result;
  } finally {
    for (const surface of allocated) if (surface !== result) engine.free(surface);
  }
}
