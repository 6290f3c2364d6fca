import { describe, expect, it } from 'vitest';
import { mutate } from '../../test/hostile/mutate.mjs';
import type { CoefficientOperation, LibJpeg } from './jpeg/libjpeg.js';
import { wasmLibJpeg } from './jpeg/wasm/embedded.js';
import { ARITHMETIC } from './testing/libjpeg.js';
import { gradient, read } from './testing/pictures.js';
import { loadTurboJpeg } from './turbojpeg.js';

const native = loadTurboJpeg();
const wasm = wasmLibJpeg();
const SIZE = { width: 61, height: 45 };
const SUBSAMPLINGS = ['4:4:4', '4:4:0', '4:2:2', '4:2:0'] as const;
const image = gradient(SIZE.width, SIZE.height, 3).blur(1);
const raster = await read(await image.clone().png().toBuffer());
const grey = await read(await image.clone().toColourspace('b-w').png().toBuffer());

/** What a call gives, as a value. */
function outcomeOf(call: () => Uint8Array): Buffer | string {
  try {
    return Buffer.from(call());
  } catch (error) {
    return String(error);
  }
}

const decoded = (codec: LibJpeg, jpeg: Uint8Array, channels: 1 | 3 | 4) =>
  outcomeOf(() => {
    const data = new Uint8Array(SIZE.width * SIZE.height * channels);
    codec.decompress(jpeg, { ...SIZE, channels, data });
    return data;
  });

/** Where there is no native library, the other one is all that is used. */
describe.runIf(native)('the native library and WebAssembly', () => {
  const codecs = [native!, wasm] as const;

  it.each(SUBSAMPLINGS)('write the same files, %s', (subsampling) => {
    for (const pixels of [raster, grey]) {
      for (let quality = 1; quality <= 100; quality++) {
        const [one, other] = codecs.map((codec) =>
          Uint8Array.from(codec.compress(pixels, { quality, subsampling })),
        );
        expect(one, `quality ${quality}`).toEqual(other);
      }
    }
  });

  it.each([
    ['baseline', {}],
    ['progressive', { progressive: true }],
    ['with tables of its own', { optimiseCoding: true, chromaSubsampling: '4:4:4' }],
  ] as const)(
    'decode the same samples, and refuse the same damage in the same words: %s',
    async (_, options) => {
      const file = await image.clone().jpeg(options).toBuffer();
      const kinds = new Set<string>();
      // Damage can ask for levels that no image has. Then sums of 16 bits overflow in the native library alone.
      let overflows = 0;
      for (let seed = 0; seed < 400; seed++) {
        const jpeg = seed === 0 ? file : mutate(file, seed);
        const [one, other] = [decoded(native!, jpeg, 3), decoded(wasm, jpeg, 3)];
        if (seed > 0 && areSamples(one) && areSamples(other)) overflows += Number(!one.equals(other));
        else if (!isAboutSize(one)) expect(one, `seed ${seed}`).toEqual(other);
        kinds.add(typeof one === 'string' ? one : 'samples');
      }
      expect(kinds.size).toBeGreaterThan(10);
      expect(overflows).toBeLessThan(8);
    },
  );

  it.each(['none', 'hflip', 'vflip', 'transpose', 'transverse', 'rot90', 'rot180', 'rot270'] as const)(
    'move coefficients equally, or refuse it: %s',
    (operation: CoefficientOperation) => {
      for (const subsampling of SUBSAMPLINGS) {
        const jpeg = Uint8Array.from(wasm.compress(raster, { quality: 80, subsampling }));
        for (const crop of [undefined, { x: 16, y: 16, width: 20, height: 16 }]) {
          for (const optimize of [true, false]) {
            const [one, other] = codecs.map((codec) =>
              outcomeOf(() => codec.transform(jpeg, { operation, optimize, ...(crop && { crop }) })),
            );
            expect(one).toEqual(other);
          }
        }
      }
    },
  );

  it.each([
    ['progressive', () => image.clone().jpeg({ progressive: true }).toBuffer()],
    ['arithmetic', () => Promise.resolve(ARITHMETIC)],
  ])('keep the kind of coding: %s', async (_, make) => {
    const jpeg = await make();
    for (const optimize of [true, false]) {
      const [one, other] = codecs.map((codec) =>
        outcomeOf(() => codec.transform(jpeg, { operation: 'none', optimize })),
      );
      expect(one).toBeInstanceOf(Buffer);
      expect(one).toEqual(other);
    }
  });

  it.each([2, 4, 8] as const)('decode alike at 1/%i of the size, and regions of it', async (scale) => {
    const whole = { width: Math.ceil(SIZE.width / scale), height: Math.ceil(SIZE.height / scale) };
    const part = { width: Math.ceil(whole.width / 2), height: Math.ceil(whole.height / 2) };
    const plain = SUBSAMPLINGS.map((subsampling) =>
      Uint8Array.from(wasm.compress(raster, { quality: 80, subsampling })),
    );
    const files: [Uint8Array, 1 | 3][] = [
      ...plain.map((file): [Uint8Array, 3] => [file, 3]),
      [Uint8Array.from(wasm.compress(grey, { quality: 80, subsampling: '4:2:0' })), 1],
      [await image.clone().jpeg({ progressive: true }).toBuffer(), 3],
    ];
    for (const [file, channels] of files) {
      for (const crop of [undefined, { x: 0, y: 0 }, { x: 2, y: 1 }]) {
        const frame = crop ? part : whole;
        const [one, other] = codecs.map((codec) =>
          outcomeOf(() => {
            const data = new Uint8Array(frame.width * frame.height * channels);
            codec.decompress(file, { ...frame, channels, data }, { scale, ...(crop && { crop }) });
            return data;
          }),
        );
        expect(one).toBeInstanceOf(Buffer);
        expect(one).toEqual(other);
      }
    }
  });

  it('decode inks alike', async () => {
    const jpeg = await image.clone().toColourspace('cmyk').jpeg().toBuffer();
    expect(decoded(native!, jpeg, 4)).toEqual(decoded(wasm, jpeg, 4));
  });
});

function areSamples(outcome: Buffer | string): outcome is Buffer {
  return typeof outcome !== 'string';
}

/** Each finds in its own words that a file is not of the size that it was opened with. */
function isAboutSize(outcome: Buffer | string): boolean {
  return typeof outcome === 'string' && / pixels instead of /.test(outcome);
}
