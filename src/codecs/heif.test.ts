import { describe, expect, it } from 'vitest';
import type { DecodeOptions } from '../core/image-codec.js';
import { heifCodec, heifCodecBy } from './heif.js';
import { allocateRaster } from './raster.js';

const options: DecodeOptions = { frames: 'refuse', cmyk: 'refuse', damaged: 'refuse' };
const file = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1');

/** As heic-decode gives its images: red, green, blue and alpha in one list. */
const image = {
  width: 2,
  height: 1,
  decode: () => Promise.resolve({ data: Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255) }),
};

describe('the HEIF codec', () => {
  it('says how to get a decoder where there is none', async () => {
    expect(heifCodec.recognises(file)).toBe(true);
    await expect(heifCodecBy(() => Promise.resolve(undefined)).inspect(file, options)).rejects.toThrow(
      'npm install heic-decode',
    );
  });

  it('reads by the decoder that is installed', async () => {
    const codec = heifCodecBy(() => Promise.resolve({ all: () => Promise.resolve([image]) }));
    const facts = await codec.inspect(file, options);
    expect(facts).toMatchObject({ stored: { width: 2, height: 1 }, channels: 3, hasAlpha: false });
    const raster = await codec.decode(file, facts, options, allocateRaster);
    expect([...raster.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('calls a file damaged that the decoder cannot read', async () => {
    const codec = heifCodecBy(() =>
      Promise.resolve({ all: () => Promise.reject(new Error('HEIF: no boxes')) }),
    );
    await expect(codec.inspect(file, options)).rejects.toThrow('damaged HEIF: no boxes');
  });
});
