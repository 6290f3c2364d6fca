import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import type { Subsampling } from '../../../core/image-codec.js';
import { ARITHMETIC, changedAt, decoded, errorOf, library, pattern } from '../../testing/libjpeg.js';
import { sampleImage } from '../../testing/pictures.js';
import { readJpegHeader } from '../jpeg-header.js';
import type { JpegHeader } from '../jpeg-header.js';

function spyOnInstances() {
  const { Instance } = WebAssembly;
  return vi.spyOn(WebAssembly, 'Instance').mockImplementation(function (module, imports) {
    return new Instance(module, imports);
  });
}

/** libvips writes no JFIF segment. */
const [START_MARKER, JFIF_SEGMENT] = [2, 18];

describe('sharp reads and writes the same', () => {
  const grey = sharp(pattern(70, 45, 1).data, { raw: { width: 70, height: 45, channels: 1 } }).toColourspace(
    'b-w',
  );
  const colours = sharp(pattern(70, 45, 3).data, { raw: { width: 70, height: 45, channels: 3 } });

  it.each([1, 50, 75, 90, 93, 100])('colours at quality %i', async (quality) => {
    for (const chromaSubsampling of ['4:4:4', '4:2:0'] as const) {
      const file = await colours
        .clone()
        .jpeg({ quality, chromaSubsampling, optimiseCoding: false })
        .toBuffer();
      const settings = { quality, subsampling: chromaSubsampling };
      const ours = library.compress(pattern(70, 45, 3), settings);
      expect(file.subarray(START_MARKER).equals(ours.subarray(START_MARKER + JFIF_SEGMENT))).toBe(true);
    }
  });

  it.each([
    ['progressive', { progressive: true }],
    ['of optimised codes', { optimiseCoding: true }],
    ['of trellis quantisation', { mozjpeg: true }],
  ])('a file %s', async (_, options) => {
    for (const [image, channels] of [[grey, 1] as const, [colours, 3] as const]) {
      const file = await image.clone().jpeg(options).toBuffer();
      const samples = await sharp(file)
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer();
      expect(samples.equals(decoded(file, channels).data)).toBe(true);
    }
  });

  it('inks as they are stored', async () => {
    const file = await colours.clone().toColourspace('cmyk').jpeg().toBuffer();
    const inks = await sharp(file).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
    const stored = decoded(file, 4).data.map((sample) => 255 - sample);
    expect(inks.equals(stored)).toBe(true);
  });
});

describe('libjpeg-wasm', () => {
  // Of the native library, by tj3SetScalingFactor and tj3Decompress8.
  it.each<[2 | 4 | 8, string]>([
    [2, '5da5ba932563ca8e9f8e51cb6656cc6d52f683132a88c088d106085bf0d23424'],
    [4, '85c29db9e125ee1456a939854a4bc824d86e757f4a6b77b1b96367e62cdc783e'],
    [8, '1a5bd820e67ad576bf7c07df645ff7262b095cef3d67b3b2a044262c33acb761'],
  ])('decodes at 1/%i of the size', (scale, sha256) => {
    const { data } = decoded(sampleImage('soccer.jpg'), 3, scale);
    expect(createHash('sha256').update(data).digest('hex')).toBe(sha256);
  });

  it('decodes arithmetic codes and restart markers', () => {
    const plain = library.compress(pattern(24, 20, 3), { quality: 60, subsampling: '4:2:0' });
    expect(decoded(ARITHMETIC).data).toEqual(decoded(plain).data);
  });

  it('encodes with given quantisers', () => {
    const settings = { quality: 1, subsampling: '4:2:2' as const };
    const expected = library.compress(pattern(40, 30, 3), { ...settings, quality: 83 });
    const { quantisers } = readJpegHeader(expected) as JpegHeader;
    const tables = { luma: quantisers.get(0)!, chroma: quantisers.get(1)! };
    expect(library.compress(pattern(40, 30, 3), { ...settings, tables })).toEqual(expected);

    const coarse = { luma: tables.luma.map((value) => value + 1000), chroma: tables.chroma };
    const { quantisers: found } = readJpegHeader(
      library.compress(pattern(40, 30, 3), { ...settings, tables: coarse }),
    ) as JpegHeader;
    expect(found).toEqual(new Map(Object.values(coarse).entries()));
  });

  it('gives back a memory that has grown', async () => {
    const instances = spyOnInstances();
    const big = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: 'teal' } })
      .jpeg({ progressive: true, chromaSubsampling: '4:4:4' })
      .toBuffer();
    decoded(ARITHMETIC);
    expect(instances).toHaveBeenCalledTimes(0);
    expect(decoded(big).data.subarray(-3)).toEqual(decoded(big).data.subarray(0, 3));
    decoded(ARITHMETIC);
    expect(instances.mock.calls.length).toBeGreaterThan(0);
    instances.mockClear();
    decoded(ARITHMETIC);
    expect(instances).not.toHaveBeenCalled();
    instances.mockRestore();
  });
});

describe('a region', () => {
  it.each<[Subsampling, 1 | 2 | 4 | 8]>([
    ['4:4:4', 1],
    ['4:4:0', 1],
    ['4:2:2', 1],
    ['4:2:0', 1],
    ['4:2:0', 2],
    ['4:2:0', 4],
    ['4:2:0', 8],
  ])('has the samples of the whole image: %s at 1/%i', (subsampling, scale) => {
    const file = library.compress(pattern(181, 133, 3), { quality: 90, subsampling });
    const whole = decoded(file, 3, scale);
    for (let i = 0; i < 60; i++) {
      const [width, height] = [1 + ((i * 7) % whole.width), 1 + ((i * 5) % whole.height)];
      const [x, y] = [(i * 13) % (whole.width - width + 1), (i * 11) % (whole.height - height + 1)];
      const data = new Uint8Array(width * height * 3);
      library.decompress(
        file,
        { width, height, channels: 3, data },
        { acceptDamage: false, scale, crop: { x, y } },
      );
      const rows = Array.from({ length: height }, (_, row) => {
        const start = ((y + row) * whole.width + x) * 3;
        return whole.data.subarray(start, start + width * 3);
      });
      expect(Buffer.concat(rows).equals(data), `${width}×${height} at ${x}, ${y}`).toBe(true);
    }
  });

  it('outside the image is an error, and so is another size', () => {
    const file = library.compress(pattern(20, 10, 3), { quality: 90, subsampling: '4:4:4' });
    const read = (width: number, height: number, crop?: { x: number; y: number }) => {
      const target = { width, height, channels: 3 as const, data: new Uint8Array(width * height * 3) };
      return errorOf(() => library.decompress(file, target, { acceptDamage: false, ...(crop && { crop }) }));
    };
    expect(read(20, 10)).toBeUndefined();
    expect(read(10, 20)).toMatch('it has 20 × 10 pixels');
    expect(read(5, 5, { x: 15, y: 5 })).toBeUndefined();
    expect(read(5, 5, { x: 16, y: 5 })).toMatch('it has 20 × 10 pixels');
    expect(read(5, 5, { x: 0, y: 4_294_967_295 })).toMatch('it has 20 × 10 pixels');
  });
});

describe('damage', () => {
  const file = library.compress(pattern(64, 48, 3), { quality: 85, subsampling: '4:2:0' });

  it('that is accepted is told, and leaves what comes before it', () => {
    const cut = decoded(file.subarray(0, -200), 3, 1, true);
    expect(cut.warnings).toEqual([
      'Premature end of JPEG file',
      'Corrupt JPEG data: premature end of data segment',
    ]);
    expect(cut.data).not.toEqual(decoded(file).data);
    expect(cut.data.subarray(0, 64 * 8 * 3)).toEqual(decoded(file).data.subarray(0, 64 * 8 * 3));
  });

  it('of any kind leaves nothing behind', () => {
    const small = library.compress(pattern(16, 16, 3), { quality: 85, subsampling: '4:2:0' });
    const expected = decoded(small).data;
    const instances = spyOnInstances();
    const failures = Array.from({ length: 10_000 }, (_, i) => {
      const [at, length] = [i % small.length, small.length - (i % 3 === 0 ? (i >> 2) % small.length : 0)];
      const mutant = changedAt(small, at).subarray(0, length);
      return errorOf(() => {
        const { width, height } = library.inspect(mutant);
        if (width * height < 100_000) decoded(mutant, 3, 1, i % 2 === 0);
      });
    });
    expect(new Set(failures).size).toBeGreaterThan(30);
    expect(instances).not.toHaveBeenCalled();
    expect(decoded(small).data).toEqual(expected);
    instances.mockRestore();
  });

  it('by hundreds of scans is refused', async () => {
    const { data, width, height, channels } = pattern(16, 16, 3);
    const progressive = await sharp(data, { raw: { width, height, channels } })
      .jpeg({ progressive: true })
      .toBuffer();
    const scan = progressive.subarray(progressive.lastIndexOf(Buffer.of(0xff, 0xda)), -2);
    const scans = Array.from({ length: 600 }, () => scan);
    const file = Buffer.concat([progressive.subarray(0, -2), ...scans, progressive.subarray(-2)]);
    const words = 'Progressive JPEG image has more than 500 scans';
    expect(errorOf(() => decoded(file, 3, 1, true))).toBe(words);
  });

  it('an empty file and one that is none', () => {
    expect(errorOf(() => library.inspect(new Uint8Array()))).toBe('Empty input file');
    expect(errorOf(() => library.inspect(Buffer.from('GIF89a')))).toBe(
      'Not a JPEG file: starts with 0x47 0x49',
    );
  });
});
