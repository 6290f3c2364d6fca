import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode, encode, inspect } from '../../src/codecs/index.js';
import { gradient, read } from '../../src/codecs/testing/pictures.js';
import { ImageError } from '../../src/core/errors.js';
import { mutate } from './mutate.mjs';

const image = gradient(48, 40, 3).blur(1);
const raster = await read(await image.clone().png().toBuffer());
/** A file of each kind that the decoders treat differently. `run.mjs` takes real ones. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  'baseline JPEG': await image.clone().jpeg().toBuffer(),
  'JPEG of 4:2:2': await encode(raster, { format: 'jpeg', subsampling: '4:2:2' }),
  'progressive JPEG': await image.clone().jpeg({ progressive: true }).toBuffer(),
  'grey JPEG': await image.clone().toColourspace('b-w').jpeg().toBuffer(),
  'JPEG in CMYK': await image.clone().toColourspace('cmyk').jpeg().toBuffer(),
  PNG: await image.clone().png().toBuffer(),
  'PNG with a palette': await image.clone().png({ palette: true }).toBuffer(),
  'PNG of 16 bits': await sharp(await image.clone().png().toBuffer())
    .toColourspace('rgb16')
    .png()
    .toBuffer(),
  'interlaced PNG': await image.clone().png({ progressive: true }).toBuffer(),
};
const LIMITS = { pixels: 1_000_000, bytes: 1_000_000 };
const COUNT = 200;

async function outcomeOf(bytes: Uint8Array, damaged: 'accept' | 'refuse'): Promise<unknown> {
  try {
    const info = await inspect(bytes, { limits: LIMITS, cmyk: 'convert', damaged });
    return await decode(bytes, info, { cmyk: 'convert', damaged });
  } catch (error) {
    return error;
  }
}

describe(`${COUNT} damaged copies`, () => {
  it.each(Object.entries(FILES))('of a %s give an image or an ImageError', async (_, file) => {
    let refused = 0;
    for (let seed = 0; seed < COUNT; seed++) {
      const outcome = await outcomeOf(mutate(file, seed), seed % 3 === 0 ? 'accept' : 'refuse');
      if (!(outcome instanceof Error)) expect(outcome, `seed ${seed}`).toHaveProperty('data');
      else if (outcome instanceof ImageError) refused++;
      else expect.unreachable(`seed ${seed}: ${outcome.stack}`);
    }
    expect(refused).toBeGreaterThan(COUNT / 4);
    expect(refused).toBeLessThan(COUNT);
  });
});
