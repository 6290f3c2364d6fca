import { decodeBase64 } from '../../base64.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers } from '../scratch.js';

/**
 * Sends the lightness of HLS through a curve. Hue and saturation stay where each channel keeps its distance from the lightness,
 * in shares of the greatest that there can be: the smaller of the distances of the lightness to black and to white.
 * @param curve Base64 of 256 levels
 */
export function changeLightness(kernels: Kernels, source: Surface, target: Surface, curve: string): void {
  const { width, height, channels, depth } = source;
  const levels = decodeBase64(curve);
  withNumbers(kernels, depth === 8 ? linesOfLevels(levels) : linesOfUnits(levels), (lines) => {
    const [from, to] = [source.pixels.pointer, target.pixels.pointer];
    kernels.call.bendLightness(from, to, width * height, channels, depth, lines);
  });
}

/**
 * a and b: a channel x becomes ⌊a · x + b⌋. There are two lightnesses for every odd sum of the greatest and the least channel, as
 * single precision rounds to either; the sum and the lightness, added, tell all of them apart.
 */
function linesOfLevels(levels: Uint8Array): Float32Array {
  const lines = new Float32Array(2 * (510 + 255 + 1));
  for (let sum = 0; sum <= 510; sum++)
    for (const lightness of [Math.floor(sum / 2), Math.ceil(sum / 2)])
      lines.set(lineOf(sum / 2, levels[lightness]!, 255), 2 * (sum + lightness));
  return lines;
}

const WHITE = 65_535;

/** The same in units, for every sum. */
function linesOfUnits(levels: Uint8Array): Float32Array {
  const lines = new Float32Array(2 * (2 * WHITE + 1));
  for (let sum = 0; sum <= 2 * WHITE; sum++) {
    const position = (sum / 2 / WHITE) * 255;
    const below = Math.floor(position);
    const above = Math.min(255, below + 1);
    const level = levels[below]! + (levels[above]! - levels[below]!) * (position - below);
    lines.set(lineOf(sum / 2, (level / 255) * WHITE, WHITE), 2 * sum);
  }
  return lines;
}

/** a and b where the lightness `before` becomes `after`. */
function lineOf(before: number, after: number, white: number): readonly [number, number] {
  const room = Math.min(before, white - before);
  const factor = room > 0 ? Math.min(after, white - after) / room : 0;
  return [factor, after - factor * before + 0.5];
}
