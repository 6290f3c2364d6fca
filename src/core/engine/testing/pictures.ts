import type { Raster } from '../raster.js';

/** A picture without edges or texture, so that resampling errors stay small. */
export function smoothPicture(width: number, height: number, channels: 1 | 3, withAlpha = false): Raster {
  const wave = (x: number, y: number, phase: number): number =>
    Math.round(128 + 60 * Math.sin(x / 9 + phase) + 60 * Math.cos(y / 7 - phase));
  return picture(width, height, channels, withAlpha, wave);
}

/** Values that have nothing to do with their neighbours'. */
export function noisyPicture(
  width: number,
  height: number,
  channels: 1 | 3,
  withAlpha = false,
  seed = 1,
): Raster {
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  return picture(width, height, channels, withAlpha, next);
}

function picture(
  width: number,
  height: number,
  channels: 1 | 3,
  withAlpha: boolean,
  value: (x: number, y: number, channel: number) => number,
): Raster {
  const labelMap = (count: number, offset: number): Uint8Array =>
    Uint8Array.from({ length: width * height * count }, (_, i) => {
      const pixel = Math.floor(i / count);
      return value(pixel % width, Math.floor(pixel / width), (i % count) + offset);
    });
  return {
    width,
    height,
    channels,
    depth: 8,
    data: labelMap(channels, 0),
    ...(withAlpha && { alpha: labelMap(1, channels) }),
  };
}
