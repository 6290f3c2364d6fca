import { describe, expect, it } from 'vitest';
import { ImageError } from '../errors.js';
import { expectRaster, type Raster } from './raster.js';

const GREY: Raster = { width: 3, height: 2, channels: 1, depth: 8, data: new Uint8Array(6) };
const COLOUR: Raster = { ...GREY, channels: 3, data: new Uint8Array(18), alpha: new Uint8Array(6) };

const DEEP: Raster = { ...GREY, depth: 16, data: new Uint16Array(6), alpha: new Uint16Array(6) };
const PLANES: Raster = { ...GREY, planes: 5, data: new Uint8Array(30), alpha: new Uint8Array(6) };

describe('a raster of a caller', () => {
  it.each([GREY, COLOUR, DEEP, PLANES])('passes where it is whole', (raster) => {
    expect(() => {
      expectRaster(raster);
    }).not.toThrow();
  });

  it.each<[string, object]>([
    ['raster: expected a size of whole pixels, found 0×2', { width: 0 }],
    ['raster: expected a size of whole pixels, found 3×1.5', { height: 1.5 }],
    ['raster: expected a size of whole pixels, found 3×-2', { height: -2 }],
    ['raster.channels: expected 1 or 3, with alpha in `alpha`, found 4', { channels: 4 }],
    ['raster.depth: expected 8 or 16, found 10', { depth: 10 }],
    ['raster.depth: expected 8 or 16, found undefined', { depth: undefined }],
    ['raster.data: expected 18 samples, found no Uint16Array', { depth: 16 }],
    ['raster.data: expected 18 samples, found 17', { data: new Uint8Array(17) }],
    ['raster.data: expected 18 samples, found no Uint8Array', { data: Array(18).fill(0) }],
    ['raster.planes: expected 2 to 16, found 1', { planes: 1 }],
    ['raster.planes: expected 2 to 16, found 17', { planes: 17 }],
    ['raster.planes: expected 2 to 16, found 2.5', { planes: 2.5 }],
    ['raster.channels: expected 1 for planes, found 3', { planes: 3 }],
    ['raster.data: expected 12 samples, found 18', { planes: 2, channels: 1 }],
    ['raster.alpha: expected 6 samples, found 18', { alpha: new Uint8Array(18) }],
    ['raster.alpha: expected 6 samples, found no Uint8Array', { alpha: null }],
  ])('is refused with what is wrong: %s', (message, wrong) => {
    const check = () => {
      expectRaster({ ...COLOUR, ...wrong });
    };
    expect(check).toThrow(new ImageError(message));
  });
});
