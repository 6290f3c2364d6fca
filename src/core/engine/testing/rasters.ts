import type { Raster, RasterOf } from '../raster.js';

/** A raster without edges or texture, so that resampling errors stay small. */
export function smoothRaster(width: number, height: number, channels: 1 | 3, withAlpha = false): RasterOf<8> {
  const wave = (x: number, y: number, phase: number): number =>
    Math.round(128 + 60 * Math.sin(x / 9 + phase) + 60 * Math.cos(y / 7 - phase));
  return raster(width, height, channels, withAlpha, wave);
}

/** Pseudo-random samples. */
export function noisyRaster(
  width: number,
  height: number,
  channels: 1 | 3,
  withAlpha = false,
  seed = 1,
): RasterOf<8> {
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  return raster(width, height, channels, withAlpha, next);
}

/** The same image with 16 bits: each level is 257 units. */
export function deepened(raster: RasterOf<8>): RasterOf<16> {
  const { width, height, channels, data, alpha } = raster;
  return {
    width,
    height,
    channels,
    depth: 16,
    data: Uint16Array.from(data, (level) => level * 257),
    ...(alpha && { alpha: Uint16Array.from(alpha, (level) => level * 257) }),
  };
}

/** A copy of the colours, then of the plane of alpha. */
export function samplesOf({ data, alpha = new Uint8Array(0) }: Raster): Uint8Array {
  const samples = new Uint8Array(data.length + alpha.length);
  samples.set(data);
  samples.set(alpha, data.length);
  return samples;
}

function raster(
  width: number,
  height: number,
  channels: 1 | 3,
  withAlpha: boolean,
  value: (x: number, y: number, channel: number) => number,
): RasterOf<8> {
  const samples = (count: number, offset: number): Uint8Array =>
    Uint8Array.from({ length: width * height * count }, (_, i) => {
      const pixel = Math.floor(i / count);
      return value(pixel % width, Math.floor(pixel / width), (i % count) + offset);
    });
  return {
    width,
    height,
    channels,
    depth: 8,
    data: samples(channels, 0),
    ...(withAlpha && { alpha: samples(1, channels) }),
  };
}
