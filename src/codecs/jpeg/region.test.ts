import sharp from 'sharp';
import type { JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { mutate } from '../../../test/hostile/mutate.mjs';
import { library as wasm, pattern } from '../testing/libjpeg.js';
import type { Rectangle } from '../../core/geometry/types.js';
import type { Subsampling } from '../../core/image-codec.js';
import { loadTurboJpeg } from '../turbojpeg.js';
import type { LibJpeg, Pixels } from './libjpeg.js';

const native = loadTurboJpeg();
/** Where there is no native library, WebAssembly is all that is used. */
const codecs: readonly (readonly [string, LibJpeg])[] = [
  ['WebAssembly', wasm],
  ...(native ? [['native', native] as const] : []),
];

const SIZE = { width: 181, height: 133 };
const colours = pattern(SIZE.width, SIZE.height, 3);
const image = sharp(colours.data, { raw: { ...SIZE, channels: 3 } });
const compressed = (pixels: Pixels<1 | 3>, subsampling: Subsampling) => () =>
  Promise.resolve(wasm.compress(pixels, { quality: 90, subsampling }));
const written = (options: JpegOptions) => () => image.clone().jpeg(options).toBuffer();

const FILES: readonly (readonly [string, 1 | 3 | 4, () => Promise<Uint8Array>])[] = [
  ['4:4:4', 3, compressed(colours, '4:4:4')],
  ['4:4:0', 3, compressed(colours, '4:4:0')],
  ['4:2:2', 3, compressed(colours, '4:2:2')],
  ['4:2:0', 3, compressed(colours, '4:2:0')],
  ['grey', 1, compressed(pattern(SIZE.width, SIZE.height, 1), '4:2:0')],
  ['progressive', 3, written({ progressive: true })],
  ['progressive 4:4:4', 3, written({ progressive: true, chromaSubsampling: '4:4:4' })],
  ['inks', 4, () => image.clone().toColourspace('cmyk').jpeg().toBuffer()],
];

function decode(
  codec: LibJpeg,
  jpeg: Uint8Array,
  channels: 1 | 3 | 4,
  { x, y, width, height }: Rectangle,
): Buffer {
  const data = Buffer.alloc(width * height * channels);
  codec.decompress(jpeg, { width, height, channels, data }, { crop: { x, y } });
  return data;
}

function decodeWhole(codec: LibJpeg, jpeg: Uint8Array, channels: 1 | 3 | 4): Buffer {
  const data = Buffer.alloc(SIZE.width * SIZE.height * channels);
  codec.decompress(jpeg, { ...SIZE, channels, data });
  return data;
}

function cut(whole: Buffer, channels: number, { x, y, width, height }: Rectangle): Buffer {
  const rows = Array.from({ length: height }, (_, row) => {
    const start = ((y + row) * SIZE.width + x) * channels;
    return whole.subarray(start, start + width * channels);
  });
  return Buffer.concat(rows);
}

function outcomeOf(work: () => Buffer): string {
  try {
    work();
    return 'decoded';
  } catch (error) {
    return String(error);
  }
}

describe.each(codecs)('a region, %s', (_, codec) => {
  it.each(FILES)('has the samples of the whole image: %s', async (_name, channels, make) => {
    const file = Uint8Array.from(await make());
    const whole = decodeWhole(codec, file, channels);
    for (let i = 0; i < 300; i++) {
      const [width, height] = [1 + ((i * 7) % SIZE.width), 1 + ((i * 5) % SIZE.height)];
      const [x, y] = [(i * 13) % (SIZE.width - width + 1), (i * 11) % (SIZE.height - height + 1)];
      const region = { x, y, width, height };
      const found = decode(codec, file, channels, region);
      expect(found.equals(cut(whole, channels, region)), JSON.stringify(region)).toBe(true);
    }
  });

  it.each(FILES)('of a damaged file is refused in the same words: %s', async (_name, channels, make) => {
    const file = Uint8Array.from(await make());
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= 300; seed++) {
      const cutOff = file.subarray(0, file.length - 1 - ((seed * 37) % (file.length >> 1)));
      const jpeg = seed % 3 === 0 ? cutOff : mutate(file, seed);
      const whole = outcomeOf(() => decodeWhole(codec, jpeg, channels));
      const part = outcomeOf(() => decode(codec, jpeg, channels, { x: 40, y: 24, width: 30, height: 20 }));
      if (!/ pixels instead of /.test(whole)) expect(part, `seed ${seed}`).toBe(whole);
      outcomes.add(whole);
    }
    expect(outcomes.size).toBeGreaterThan(5);
  });
});
