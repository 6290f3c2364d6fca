import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import type { Raster, RasterOf } from '../../core/engine/raster.js';
import type { DecodeOptions } from '../../core/image-codec.js';
import { decode, inspect } from '../index.js';
import type { InspectOptions } from '../inspect.js';
import { ofEightBits } from '../raster.js';

export const LIMITS = { pixels: 100_000_000, bytes: 100_000_000 };

/** One of the project's own images. */
export function sampleImage(name: string): Buffer {
  return readFileSync(new URL(`../../../raw-images/${name}`, import.meta.url));
}

/** Samples that differ in every pixel and channel. */
export function gradientSamples(width: number, height: number, channels: number): Buffer {
  const rowLength = width * channels;
  return Buffer.from(
    Array.from({ length: rowLength * height }, (_, i) => (i * 37 + Math.floor(i / rowLength) * 11) % 251),
  );
}

export function gradient(width: number, height: number, channels: 1 | 2 | 3 | 4): Sharp {
  const raw = { width, height, channels };
  return sharp(gradientSamples(width, height, channels), { raw }).toColourspace(
    channels < 3 ? 'b-w' : 'srgb',
  );
}

export function look(bytes: Uint8Array, options: Partial<InspectOptions> = {}) {
  return inspect(bytes, { name: 'cat', limits: LIMITS, exif: 'apply', ...options });
}

/** An image of 8 bits. */
export async function read(bytes: Uint8Array, options: Partial<DecodeOptions> = {}): Promise<RasterOf<8>> {
  return ofEightBits(await readAny(bytes, options));
}

export async function readAny(bytes: Uint8Array, options: Partial<DecodeOptions> = {}): Promise<Raster> {
  return decode(bytes, await look(bytes, options), options);
}

/** Mean of the absolute differences, in levels. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
