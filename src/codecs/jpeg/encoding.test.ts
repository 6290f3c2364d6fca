import { describe, expect, it } from 'vitest';
import type { Encoding } from '../../core/image-codec.js';
import { encode } from '../index.js';
import { gradient, look, sampleImage, read } from '../testing/pictures.js';

const colours = await read(await gradient(16, 16, 3).png().toBuffer());
const grey = await read(await gradient(16, 16, 1).png().toBuffer());
const QUALITIES = Array.from({ length: 100 }, (_, i) => i + 1);

async function encodingOf(file: Uint8Array): Promise<Encoding | undefined> {
  return (await look(file)).encoding;
}

const written = async (quality: number) => Buffer.from(await encode(colours, { format: 'jpeg', quality }));

/** Where the marker of a segment stands, from the n-th one of this kind on. */
function offsetOf(file: Buffer, marker: number, n = 0): number {
  const at = file.indexOf(Buffer.of(0xff, marker));
  return n === 0 ? at : at + 1 + offsetOf(file.subarray(at + 1), marker, n - 1);
}

const DQT = 0xdb;
const SOF = 0xc0;

/** The file with other factors of sampling: for its header alone, since its data do not change. */
function sampled(file: Buffer, factors: readonly number[]): Buffer {
  const copy = Buffer.from(file);
  for (const [i, factor] of factors.entries()) copy[offsetOf(copy, SOF) + 11 + i * 3] = factor;
  return copy;
}

type Table = readonly [number: number, quantisers: readonly number[]];

/** The file with these tables, of 16 bits each, in the place of its own. */
function withTables(file: Buffer, ...tables: Table[]): Buffer {
  const first = offsetOf(file, DQT);
  const behind = first + 2 * (2 + file.readUInt16BE(first + 2));
  const bodies = tables.map(([number, quantisers]) =>
    Buffer.from([0x10 + number, ...quantisers.flatMap((value) => [value >> 8, value & 255])]),
  );
  const body = Buffer.concat(bodies);
  const head = Buffer.of(0xff, DQT, (body.length + 2) >> 8, (body.length + 2) & 255);
  return Buffer.concat([file.subarray(0, first), head, body, file.subarray(behind)]);
}

/** The 64 quantisers of the n-th segment. */
function tableOf(file: Buffer, n: number): number[] {
  const at = offsetOf(file, DQT, n) + 5;
  return [...file.subarray(at, at + 64)];
}

/** Those of Photoshop's quality "maximum". They are flatter than any that libjpeg makes. */
const PHOTOSHOP = {
  luma: [
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 2, 2, 3, 4, 3, 2, 2, 3, 4, 5, 4, 4, 4, 4, 4, 5, 6, 5, 5, 5, 5, 5, 5,
    6, 6, 7, 7, 8, 7, 7, 6, 9, 9, 10, 10, 9, 9, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
  ],
  chroma: [
    3, 3, 3, 5, 4, 5, 9, 6, 6, 9, 13, 10, 9, 10, 13, 15, 14, 14, 14, 14, 15, 15, 12, 12, 12, 12, 12, 15, 15,
    12, 12, 12, 12, 12, 12, 15, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    12, 12, 12, 12, 12, 12, 12, 12, 12,
  ],
};

describe('the quality of a JPEG', () => {
  it('is the one it was written with', async () => {
    for (const quality of QUALITIES) {
      for (const raster of [colours, grey]) {
        const file = await encode(raster, { format: 'jpeg', quality });
        expect((await encodingOf(file))?.quality).toBe(quality);
      }
    }
  });

  it('does not depend on how the data are coded', async () => {
    for (const options of [{ progressive: true }, { optimiseCoding: true, chromaSubsampling: '4:4:4' }]) {
      const file = await gradient(16, 16, 3)
        .jpeg({ quality: 77, ...options })
        .toBuffer();
      expect((await encodingOf(file))?.quality).toBe(77);
    }
  });

  it('is found in tables of 16 bits, also beyond 255, and under other numbers', async () => {
    const file = await written(60);
    const [luma, chroma] = [tableOf(file, 0), tableOf(file, 1)];
    expect((await encodingOf(withTables(file, [1, chroma], [0, luma])))?.quality).toBe(60);
    const coarse = luma.map((value) => value * 12);
    expect(
      (await encodingOf(withTables(file, [0, coarse], [1, chroma.map((value) => value * 12)])))?.quality,
    ).toBe(5);
    expect((await encodingOf(withTables(file, [0, chroma], [1, luma])))?.quality).not.toBe(60);
  });

  it('is the nearest one for tables that libjpeg does not make', async () => {
    const file = await written(80);
    const [luma, chroma] = [tableOf(file, 0), tableOf(file, 1)];
    const changed = luma.map((value, i) => (i === 3 ? value + 2 : value));
    expect((await encodingOf(withTables(file, [0, changed], [1, chroma])))?.quality).toBe(80);
    expect((await encodingOf(withTables(file, [0, PHOTOSHOP.luma], [1, PHOTOSHOP.chroma])))?.quality).toBe(
      93,
    );
    // Written by mozjpeg, with one content for both tables.
    expect((await encodingOf(sampleImage('soccer.jpg')))?.quality).toBe(87);
  });

  it('comes with the tables of the file where no quality has them', async () => {
    const file = await written(80);
    const [luma, chroma] = [tableOf(file, 0), tableOf(file, 1)];
    const changed = luma.map((value, i) => (i === 3 ? value + 2 : value));
    expect(await encodingOf(file)).not.toHaveProperty('tables');
    expect((await encodingOf(withTables(file, [0, changed], [1, chroma])))?.tables).toEqual({
      luma: changed,
      chroma,
    });
    const { luma: shared } = PHOTOSHOP;
    const withOne = withTables(file, [0, shared]);
    for (const component of [1, 2]) withOne[offsetOf(withOne, SOF) + 12 + component * 3] = 0;
    expect((await encodingOf(withOne))?.tables).toEqual({ luma: shared, chroma: shared });
  });

  it('is that of luma where luma and chroma share a table', async () => {
    const file = await written(70);
    const shared = Buffer.from(file);
    for (const component of [1, 2]) shared[offsetOf(shared, SOF) + 12 + component * 3] = 0;
    expect((await encodingOf(shared))?.quality).toBe(70);
  });

  it('is not known where a table is missing or holds zero', async () => {
    const file = await written(70);
    const luma = tableOf(file, 0);
    for (const broken of [
      withTables(file, [0, luma]),
      withTables(file, [0, luma], [1, luma.slice(0, 60)]),
      withTables(file, [0, luma], [1, luma.map((value, i) => (i === 9 ? 0 : value))]),
    ]) {
      expect(await encodingOf(broken)).toEqual({ subsampling: '4:2:0' });
    }
  });
});

describe('the subsampling of a JPEG', () => {
  it.each([
    ['4:4:4', [0x11, 0x11, 0x11], '4:4:4'],
    ['4:2:2', [0x21, 0x11, 0x11], '4:2:2'],
    ['4:2:0', [0x22, 0x11, 0x11], '4:2:0'],
    ['4:4:0', [0x12, 0x11, 0x11], '4:4:0'],
    ['4:1:1', [0x41, 0x11, 0x11], '4:2:2'],
    ['4:1:0', [0x42, 0x11, 0x11], '4:2:0'],
    ['a quarter of the rows', [0x14, 0x11, 0x11], '4:4:0'],
    ['a quarter of the rows and columns', [0x44, 0x11, 0x11], '4:2:0'],
    ['4:4:4 in other words', [0x22, 0x22, 0x22], '4:4:4'],
    ['4:2:2 in other words', [0x22, 0x12, 0x12], '4:2:2'],
    ['two thirds of the columns', [0x31, 0x21, 0x21], '4:4:4'],
    ['colours of which one is finer', [0x22, 0x11, 0x21], '4:4:0'],
    ['colours finer than luma', [0x11, 0x21, 0x21], '4:4:4'],
  ] as const)('is kept, or the next finer one written: %s', async (_, factors, kept) => {
    const file = sampled(await written(90), factors);
    expect((await encodingOf(file))?.subsampling).toBe(kept);
  });

  it('is none for grey', async () => {
    expect(await encodingOf(await encode(grey, { format: 'jpeg', quality: 60 }))).toEqual({ quality: 60 });
  });
});

describe('an image of another format', () => {
  it.each(['png', 'webp'])('has no encoding that could be kept: %s', async (format) => {
    expect(await encodingOf(await encode(colours, { format }))).toBeUndefined();
  });
});
