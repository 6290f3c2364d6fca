import { ImageError } from '../errors.js';

/**
 * Decoded pixels: interleaved samples, rows from the top, without padding between them. Alpha has an array of its own,
 * so that colour kernels never read it.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 3: red, green, blue. 1: grey. */
  readonly channels: 1 | 3;
  /** Bits a sample. The engine works on 8 bits; docs/operations.md defines the meaning of Plans for 16 bits. */
  readonly depth: 8;
  /** `width · height · channels` samples. */
  readonly data: Uint8Array;
  /** `width · height` samples, 255 opaque. Absent: opaque everywhere. Not premultiplied. */
  readonly alpha?: Uint8Array | undefined;
}

const CHANNELS: readonly number[] = [1, 3];

/**
 * Checks what a caller passes as a Raster, who may not use TypeScript.
 * @throws ImageError where the size is not one of whole pixels, or does not fit the samples
 */
export function expectRaster({ width, height, channels, data, alpha }: Raster): void {
  const isSize = [width, height].every((side) => Number.isSafeInteger(side) && side > 0);
  if (!isSize) throw new ImageError(`raster: expected a size of whole pixels, found ${width}×${height}`);
  if (!CHANNELS.includes(channels))
    throw new ImageError(`raster.channels: expected 1 or 3, with alpha in \`alpha\`, found ${channels}`);
  expectSamples('data', data, width * height * channels);
  if (alpha !== undefined) expectSamples('alpha', alpha, width * height);
}

function expectSamples(name: string, samples: unknown, expected: number): void {
  const found = samples instanceof Uint8Array ? samples.length : 'no Uint8Array';
  if (found !== expected)
    throw new ImageError(`raster.${name}: expected ${expected} samples, found ${found}`);
}
