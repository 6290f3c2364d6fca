import type { OverForm } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Kernels, Surface } from '../memory.js';
import { meanOf } from '../pixels/adaptive/mean-line.js';
import { inChannels } from '../pixels/fill.js';
import { withNumbers } from '../scratch.js';

/** x becomes a · x + b + m · (c · x + d), with the mask m, 0–1; b and d are in levels. */
type Line = readonly [a: number, b: number, c: number, d: number];

/** @param mask grey, of the size and depth of the image */
export function layOver(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  mask: Surface,
  operation: OverForm,
): void {
  const { width, height, channels, depth } = source;
  const lines = colourOf(kernels, source, operation).map((level) => lineOf(operation, level));
  const numbers = depth === 8 ? wholeNumbers(lines) : inUnits(lines);
  withNumbers(kernels, numbers, (at) => {
    const [from, to, over] = [source, target, mask].map(({ pixels }) => pixels.pointer);
    kernels.call[depth === 8 ? 'layOver' : 'layOver16'](from!, to!, over!, width * height, channels, at);
  });
}

/** A level for each channel. */
function colourOf(kernels: Kernels, source: Surface, { colour }: OverForm): readonly number[] {
  if (colour !== 'mean') return inChannels(colour, { channels: source.channels, depth: 8 });
  const mean = meanOf(kernels, source);
  return source.channels === 3 ? [mean, mean, mean] : [mean];
}

function lineOf({ blend, weights: [black, white] }: OverForm, level: number): Line {
  const [slope, offset] = pull(blend, level);
  const more = white - black;
  return [1 + black * slope, black * offset, more * slope, more * offset];
}

/** What a weight of 1 adds to x: slope · x + offset. */
function pull(blend: OverForm['blend'], level: number): readonly [slope: number, offset: number] {
  switch (blend) {
    case 'normal':
      return [-1, level];
    case 'add':
      return [0, level];
    case 'multiply':
      return [level / 255 - 1, 0];
    case 'screen':
      return [-level / 255, level];
  }
}

/** Bits below the point of the kernel's numbers: of factors, and of levels. */
const FACTOR_BITS = 14;
const LEVEL_BITS = 6;
/** Numbers of a vector. */
const LANES = 8;

/** As `layOver` in kernels/layers.ts takes them. */
function wholeNumbers(lines: readonly Line[]): Int16Array {
  const bits = [FACTOR_BITS, LEVEL_BITS, FACTOR_BITS, LEVEL_BITS];
  const lanes = LANES * lines.length;
  const numbers = bits.flatMap((fraction, part) =>
    Array.from({ length: lanes }, (_, lane) => lines[lane % lines.length]![part]! * 2 ** fraction),
  );
  return Int16Array.from(numbers, (number) => Math.min(32767, Math.max(-32768, Math.round(number))));
}

function inUnits(lines: readonly Line[]): Float64Array {
  const units = unitsPerLevel(16);
  return Float64Array.from(lines.flatMap(([a, b, c, d]) => [a, b * units, c, d * units]));
}
