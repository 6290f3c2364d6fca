import { describe, expect, it } from 'vitest';
import { look, read } from '../testing/pictures.js';

interface TestBmp {
  readonly bits: number;
  readonly compression?: number;
  /** Written from the top to the bottom. */
  readonly topDown?: boolean;
  readonly palette?: readonly (readonly [number, number, number])[];
  readonly masks?: readonly number[];
  readonly data: readonly number[];
  readonly size?: readonly [number, number];
}

/** A BMP of 3 × 2 pixels with the header of Windows 3, or of Windows 5 where it has masks. */
function bmp({ bits, compression = 0, topDown, palette = [], masks, data, size = [3, 2] }: TestBmp): Buffer {
  const header = Buffer.alloc(masks ? 56 : 40);
  header.writeUInt32LE(header.length, 0);
  header.writeInt32LE(size[0], 4);
  header.writeInt32LE(topDown ? -size[1] : size[1], 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(bits, 14);
  header.writeUInt32LE(compression, 16);
  header.writeUInt32LE(palette.length, 32);
  masks?.forEach((mask, i) => header.writeUInt32LE(mask >>> 0, 40 + i * 4));
  const colours = Buffer.from(palette.flatMap(([red, green, blue]) => [blue, green, red, 0]));
  const file = Buffer.alloc(14);
  file.write('BM');
  file.writeUInt32LE(14 + header.length + colours.length, 10);
  return Buffer.concat([file, header, colours, Buffer.from(data)]);
}

const PALETTE = [
  [0, 0, 0],
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
] as const;
const colours = (...indices: number[]) => indices.flatMap((index) => PALETTE[index]!);
const UPRIGHT = colours(1, 2, 3, 3, 2, 0);

describe('a BMP', () => {
  it.each<[string, TestBmp]>([
    [
      '24 bits',
      { bits: 24, data: [255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0] },
    ],
    ['8 bits', { bits: 8, palette: PALETTE, data: [3, 2, 0, 0, 1, 2, 3, 0] }],
    ['8 bits, top down', { bits: 8, topDown: true, palette: PALETTE, data: [1, 2, 3, 0, 3, 2, 0, 0] }],
    ['4 bits', { bits: 4, palette: PALETTE, data: [0x32, 0, 0, 0, 0x12, 0x30, 0, 0] }],
    [
      'run lengths of 8 bits',
      { bits: 8, compression: 1, palette: PALETTE, data: [1, 3, 1, 2, 1, 0, 0, 0, 0, 3, 1, 2, 3, 0, 0, 1] },
    ],
    [
      'run lengths of 4 bits',
      {
        bits: 4,
        compression: 2,
        palette: PALETTE,
        data: [2, 0x32, 0, 2, 0, 1, 0, 3, 0x12, 0x30, 0, 1]
          .map((byte, i) => (i === 4 ? 0 : byte))
          .slice(0, 2)
          .concat([0, 0, 0, 3, 0x12, 0x30, 0, 1]),
      },
    ],
    ['16 bits', { bits: 16, data: [0x1f, 0, 0xe0, 3, 0, 0, 0, 0, 0, 0x7c, 0xe0, 3, 0x1f, 0, 0, 0] }],
  ])('is read upright: %s', async (_, file) => {
    expect([...(await read(bmp(file))).data]).toEqual(UPRIGHT);
  });

  it('is grey where its palette is', async () => {
    const grey = Array.from({ length: 256 }, (_, i) => [i, i, i] as const);
    const raster = await read(bmp({ bits: 8, palette: grey, data: [4, 5, 6, 0, 1, 2, 3, 0] }));
    expect(raster).toMatchObject({ channels: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  });

  it('has alpha where a mask says so, and else not', async () => {
    const data = Array.from({ length: 6 }, (_, i) => [1, 2, 3, i * 10]).flat();
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const raster = await read(bmp({ bits: 32, compression: 3, masks, data }));
    expect([...raster.alpha!]).toEqual([30, 40, 50, 0, 10, 20]);
    expect([...raster.data.subarray(0, 3)]).toEqual([3, 2, 1]);
    expect((await read(bmp({ bits: 32, data }))).alpha).toBeUndefined();
  });

  it.each<[string, TestBmp, string]>([
    [
      'cut off',
      { bits: 8, palette: PALETTE, data: [3, 2, 0, 0, 1] },
      'damaged BMP: it has data for fewer pixels',
    ],
    [
      'cut run lengths',
      { bits: 8, compression: 1, palette: PALETTE, data: [3, 1] },
      'damaged BMP: it has data',
    ],
    [
      'runs out of the image',
      { bits: 8, compression: 1, palette: PALETTE, data: [9, 1, 0, 1] },
      'damaged BMP',
    ],
    [
      'a foreign index',
      { bits: 8, palette: PALETTE, data: [9, 2, 0, 0, 1, 2, 3, 0] },
      'its palette does not have',
    ],
    ['JPEG inside', { bits: 0, compression: 4, palette: PALETTE, data: [] }, 'compression 4 cannot be read'],
  ])('is refused: %s', async (_, file, reason) => {
    await expect(read(bmp(file))).rejects.toThrow(reason);
  });

  it('is used as far as it goes where damage is accepted', async () => {
    const cut = bmp({ bits: 8, topDown: true, palette: PALETTE, data: [1, 2, 3, 0, 3] });
    expect([...(await read(cut, { damaged: 'accept' })).data]).toEqual(colours(1, 2, 3, 3, 0, 0));
  });

  it('is refused by its limits before anything is allocated', async () => {
    const huge = bmp({ bits: 24, size: [60_000, 60_000], data: [] });
    await expect(look(huge)).rejects.toThrow('limits.pixels');
  });
});
