// What OpenCV makes of an image: facts and images of test/golden/pixels.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SmallRaster } from './run-guarded.js';

interface Facts {
  readonly width: number;
  readonly height: number;
  readonly linear: { scale: number; offset: number; values: string }[];
  readonly gaussians: { size: number; weights: number[] }[];
  readonly kernels: Record<string, number[]>;
  readonly luma_sum: number;
  readonly all_colours: { grey: string; hsv: { shift: [number, number, number]; sha256: string }[] };
}

const golden = new URL('../../../../../test/golden/pixels/', import.meta.url);
export const facts = JSON.parse(readFileSync(new URL('facts.json', golden), 'utf8')) as Facts;
export const reference = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`${name}.bin`, golden)));
export const raster: SmallRaster = {
  width: facts.width,
  height: facts.height,
  channels: 3,
  data: reference('picture'),
};
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const clip = (value: number): number => Math.min(255, Math.max(0, value));

/** The largest difference of two samples, and the share of those that differ. */
export function difference(a: Uint8Array, b: Uint8Array): { largest: number; share: number } {
  const differences = a.map((value, index) => Math.abs(value - b[index]!));
  return { largest: Math.max(...differences), share: differences.filter(Boolean).length / a.length };
}

/** Every RGB colour once. */
export function allColours(): SmallRaster {
  const data = new Uint8Array(3 * 2 ** 24);
  for (let colour = 0; colour < 2 ** 24; colour++) {
    data[3 * colour] = colour >> 16;
    data[3 * colour + 1] = (colour >> 8) & 255;
    data[3 * colour + 2] = colour & 255;
  }
  return { width: 4096, height: 4096, channels: 3, data };
}
