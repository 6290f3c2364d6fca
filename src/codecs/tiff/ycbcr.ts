import { TAG } from './tags.js';
import type { TiffDirectory } from './tiff-file.js';

/** ITU-R BT.601, the default of TIFF 6.0. */
const LUMA = [0.299, 0.587, 0.114] as const;
const FULL_RANGE = [0, 255, 128, 255, 128, 255] as const;

/**
 * Converts samples from YCbCr to RGB in place, by the coefficients and the reference levels of the file: TIFF 6.0,
 * section 21.
 * @param samples pixels of `perPixel` samples each, of which the first three are Y, Cb and Cr
 */
export function ycbcrToRgb(samples: Uint8Array, perPixel: number, directory: TiffDirectory): void {
  const [red, green, blue] = valuesOr(LUMA, directory.numbers(TAG.ycbcrCoefficients));
  const levels = valuesOr(FULL_RANGE, directory.numbers(TAG.referenceBlackWhite));
  const luma = fromLevels(levels[0]!, levels[1]!, 255);
  const blueness = fromLevels(levels[2]!, levels[3]!, 127);
  const redness = fromLevels(levels[4]!, levels[5]!, 127);
  for (let i = 0; i + 2 < samples.length; i += perPixel) {
    const y = luma[samples[i]!]!;
    const r = y + redness[samples[i + 2]!]! * (2 - 2 * red!);
    const b = y + blueness[samples[i + 1]!]! * (2 - 2 * blue!);
    samples[i] = level(r);
    samples[i + 1] = level((y - blue! * b - red! * r) / green!);
    samples[i + 2] = level(b);
  }
}

function valuesOr(defaults: readonly number[], values: readonly number[]): readonly number[] {
  return values.length === defaults.length && values.every(Number.isFinite) ? values : defaults;
}

/** For each stored level: its position between the levels of black and white, as a number up to `range`. */
function fromLevels(black: number, white: number, range: number): Float64Array {
  const scale = white === black ? 1 : range / (white - black);
  return Float64Array.from({ length: 256 }, (_, code) => (code - black) * scale);
}

function level(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
