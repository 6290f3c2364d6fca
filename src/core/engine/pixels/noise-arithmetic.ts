import type { Kernels, Surface } from '../memory.js';
import { withScratch } from '../scratch.js';
import type { ApplyRow } from './noise-rows.js';

/** What numbers do to samples. */
export type NoiseEffect = 'add' | 'multiply';

/** As many bits below the point, at most `most`, as the largest number allows in 16 bits with a sign. */
export function fractionBits(largest: number, most: number): number {
  let bits = most;
  while (bits > 0 && largest * 2 ** bits > 32767) bits--;
  return bits;
}

/**
 * Gives `use` a function that applies a row of numbers: for 8 bits fixed point with `bits` below it, for 16 bits singles in
 * units, or factors. Where channels share their numbers, those of 8 bits are tripled before.
 */
export function withNoiseRow(
  kernels: Kernels,
  { width, channels, depth }: Surface,
  effect: NoiseEffect,
  bits: number,
  use: (apply: ApplyRow) => void,
): void {
  const { call } = kernels;
  const count = width * channels;
  if (depth === 16) {
    const kernel = effect === 'add' ? 'addNoise16' : 'multiplyNoise16';
    use((from, to, noise, drawn) => {
      call[kernel](from, to, noise, width, channels, drawn);
    });
    return;
  }
  const kernel = effect === 'add' ? 'addNoise' : 'multiplyNoise';
  withScratch(kernels, 2 * count, (tripled) => {
    use((from, to, noise, drawn) => {
      if (drawn < channels) call.tripleNoise(noise, tripled, width);
      call[kernel](from, to, drawn < channels ? tripled : noise, count, bits);
    });
  });
}
