import type { DecodeOptions } from '../core/image-codec.js';
import { decode } from '../codecs/decode.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { compile } from '../core/engine/compile.js';
import type { Engine } from '../core/engine/run.js';
import type { Surface } from '../core/engine/memory.js';

/** Decodes into the engine's memory, and turns the picture as its orientation tag says. The caller frees it. */
export async function decodeUpright(
  bytes: Uint8Array,
  info: ImageInfo,
  { dct }: DecodeOptions,
  engine: Engine,
): Promise<Surface> {
  const stored = await decode(bytes, info, { dct }, (...size) => engine.allocate(...size));
  if (info.orientation === 'identity') return stored;
  const upright = engine.run(compile([{ kind: 'orient', to: info.orientation }], info.stored), stored);
  engine.free(stored);
  return upright;
}
