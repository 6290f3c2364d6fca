import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import type { Raster } from '../../core/engine/raster.js';
import type { DecodeOptions } from '../../core/image-codec.js';
import { decode, inspect } from '../index.js';
import type { InspectOptions } from '../inspect.js';

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

export async function read(bytes: Uint8Array, options: Partial<DecodeOptions> = {}): Promise<Raster> {
  return decode(bytes, await look(bytes, options), options);
}

/** Mean of the absolute differences, in levels. */
export function difference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}
