import type { Allocate, DecodeOptions } from '../core/image-codec.js';
import { decode } from '../codecs/decode.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { compile } from '../core/engine/compile.js';
import type { Engine } from '../core/engine/run.js';
import type { Surface } from '../core/engine/memory.js';

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
  const { orientation } = info;
  const stored = await decodeStored(bytes, info, options, engine, warn);
  if (orientation === 'identity') return stored;
  const program = compile([{ kind: 'orient', to: orientation }], info.stored);
  return engine.consume(stored, () => engine.run(program, stored));
}

/** The decoder asks for memory before it knows whether the file is intact. */
async function decodeStored(
  bytes: Uint8Array,
  info: ImageInfo,
  options: DecodeOptions,
  engine: Engine,
  warn?: (warning: string) => void,
): Promise<Surface> {
  const allocated: Surface[] = [];
  const allocate: Allocate<Surface> = (...size) => {
    const surface = engine.allocate(...size);
    allocated.push(surface);
    return surface;
  };
  try {
    return await decode(bytes, info, options, allocate, warn);
  } catch (error) {
    for (const surface of allocated) engine.free(surface);
    throw error;
  }
}
