import type { ImageInfo } from '../codecs/inspect.js';
import { compile } from '../core/engine/compile.js';
import type { Surface } from '../core/engine/memory.js';
import { partRead } from '../core/engine/part.js';
import type { Engine } from '../core/engine/run.js';
import { around, wholeFrame } from '../core/geometry/rectangle.js';
import type { Frame, Rectangle } from '../core/geometry/types.js';
import type { DecodeOptions } from '../core/image-codec.js';
import { planOperations } from '../core/plan/plan.js';
import type { Plan } from '../core/plan/plan.js';
import { decodeUpright, decodeUprightPart } from './decode-upright.js';

/** Of a larger share, a part takes about as long to decode as the whole image. */
const LARGEST_SHARE = 0.75;

/** An upright image, of which only a part may be decoded. */
export interface DecodedPart {
  readonly surface: Surface;
  /** In pixels of the whole image. */
  readonly part: Rectangle;
}

/**
 * Decodes as much of an image as its Plans read. The pixels are the same as in the whole image, and so is the answer to a
 * damaged file; `surface` is for the caller to free.
 * @param plans at least one
 * @param warn takes a sentence about damage that the options accept
 */
export async function decodeForPlans(
  bytes: Uint8Array,
  info: ImageInfo,
  plans: readonly Plan[],
  options: DecodeOptions,
  engine: Engine,
  warn: (warning: string) => void,
): Promise<DecodedPart> {
  const part = around(plans.map((plan) => partRead(compile(planOperations(plan), plan.frame))));
  if (isWorthIt(part, info.frame)) {
    const surface = await decodeUprightPart(bytes, info, part, engine);
    if (surface) return { surface, part };
  }
  const surface = await decodeUpright(bytes, info, options, engine, warn);
  return { surface, part: wholeFrame(surface) };
}

/** A Plan that was made for another image can ask for pixels that do not exist; running it finds that out. */
function isWorthIt({ x, y, width, height }: Rectangle, frame: Frame): boolean {
  const liesInside = x + width <= frame.width && y + height <= frame.height;
  return liesInside && width * height <= LARGEST_SHARE * frame.width * frame.height;
}
