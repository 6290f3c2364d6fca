import { decodeBase64 } from '../../base64.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers } from '../scratch.js';

/**
 * Sends the lightness of HLS through a curve. Hue and saturation stay where each channel keeps its distance from the lightness,
 * in shares of the greatest that there can be: the smaller of the distances of the lightness to black and to white.
 * @param curve Base64 of 256 levels
 */
export function changeLightness(kernels: Kernels, source: Surface, target: Surface, curve: string): void {
  const { width, height, channels, depth } = source;
  withNumbers(kernels, linesOf(decodeBase64(curve), 255 * unitsPerLevel(depth)), (lines) => {
    const [from, to] = [source.pixels.pointer, target.pixels.pointer];
    kernels.call.bendLightness(from, to, width * height, channels, depth, lines);
  });
}

/** For every sum of the greatest and the least channel, a and b: a channel x becomes ⌊a · x + b⌋, in units. */
function linesOf(levels: Uint8Array, white: number): Float32Array {
  const lines = new Float32Array(2 * (2 * white + 1));
  for (let sum = 0; sum <= 2 * white; sum++) {
    const before = sum / 2;
    const position = (before / white) * 255;
    const below = Math.floor(position);
    const above = Math.min(255, below + 1);
    const level = levels[below]! + (levels[above]! - levels[below]!) * (position - below);
    const after = (level / 255) * white;
    const room = Math.min(before, white - before);
    const factor = room > 0 ? Math.min(after, white - after) / room : 0;
    lines[2 * sum] = factor;
    lines[2 * sum + 1] = after - factor * before + 0.5;
  }
  return lines;
}
