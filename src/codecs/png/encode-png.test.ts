import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { newSamples } from '../../core/engine/raster.js';
import type { Raster } from '../../core/engine/raster.js';
import { encodePng } from './encode-png.js';
import { pngRows, rowBytes } from './png-rows.js';

type Shape = Pick<Raster, 'width' | 'height' | 'channels' | 'depth'> & { readonly withAlpha: boolean };

const shapes = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 20 }),
  channels: fc.constantFrom<1 | 3>(1, 3),
  depth: fc.constantFrom<8 | 16>(8, 16),
  withAlpha: fc.boolean(),
});

/** Samples that a step from pixel to pixel, and a little chance, make. */
function rasterOf({ width, height, channels, depth, withAlpha }: Shape, seed = 1): Raster {
  let state = seed;
  const drawn = (count: number) =>
    newSamples(depth, count).map((_, i) => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return (i * 7 + (state >> 20)) & (depth === 8 ? 255 : 65535);
    });
  const alpha = withAlpha ? drawn(width * height) : undefined;
  return { width, height, channels, depth, data: drawn(width * height * channels), alpha } as Raster;
}

/** All samples as another reader sees them, alpha joined. */
async function readBack(file: Buffer, { channels, depth }: Raster): Promise<number[]> {
  const space = channels === 1 ? (depth === 8 ? 'b-w' : 'grey16') : depth === 8 ? 'srgb' : 'rgb16';
  const image = sharp(file, { limitInputPixels: false }).toColourspace(space);
  const data = await image.raw({ depth: depth === 8 ? 'uchar' : 'ushort' }).toBuffer();
  return [...(depth === 8 ? data : new Uint16Array(data.buffer, data.byteOffset, data.length / 2))];
}

function joined({ channels, data, alpha }: Raster): number[] {
  if (!alpha) return [...data];
  return [...alpha].flatMap((opacity, pixel) => [
    ...data.subarray(pixel * channels, (pixel + 1) * channels),
    opacity,
  ]);
}

/** PNG specification, 9.2, byte by byte. */
function filteredRow(
  filter: number,
  row: readonly number[],
  above: readonly number[],
  step: number,
): number[] {
  return row.map((raw, i) => {
    const [left, over, corner] = [row[i - step] ?? 0, above[i] ?? 0, i < step ? 0 : (above[i - step] ?? 0)];
    const estimate = left + over - corner;
    const [a, b, c] = [left, over, corner].map((value) => Math.abs(estimate - value)) as [
      number,
      number,
      number,
    ];
    const nearest = a <= b && a <= c ? left : b <= c ? over : corner;
    return (raw - [0, left, over, (left + over) >> 1, nearest][filter]!) & 255;
  });
}

const sizeOf = (row: readonly number[]) => row.reduce((sum, byte) => sum + Math.min(byte, 256 - byte), 0);

describe('pngRows', () => {
  it('filters each row by the filter whose signed bytes are smallest in sum', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const raster = rasterOf(shape, seed);
        const all = { top: 0, bottom: raster.height };
        const bytes = rowBytes(raster);
        const step = (bytes - 1) / raster.width;
        const [plain, filtered] = [false, true].map((way) => [
          ...Buffer.concat([...pngRows(raster, all, way)]),
        ]);
        for (let y = 0; y < raster.height; y++) {
          const rowAt = (at: number) => (at < 0 ? [] : plain!.slice(at * bytes + 1, (at + 1) * bytes));
          const found = filtered!.slice(y * bytes, (y + 1) * bytes);
          const choices = [0, 1, 2, 3, 4].map((filter) => filteredRow(filter, rowAt(y), rowAt(y - 1), step));
          const sizes = choices.map(sizeOf);
          const best = sizes.indexOf(Math.min(...sizes));
          expect(found).toEqual([best, ...choices[best]!]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same rows from the middle as from the top', () => {
    const raster = rasterOf({ width: 9, height: 8, channels: 3, depth: 8, withAlpha: false });
    const whole = Buffer.concat([...pngRows(raster, { top: 0, bottom: 8 }, true)]);
    const part = Buffer.concat([...pngRows(raster, { top: 3, bottom: 5 }, true)]);
    expect(part).toEqual(whole.subarray(3 * rowBytes(raster), 5 * rowBytes(raster)));
  });
});

describe('encodePng', () => {
  it('keeps every sample of every kind of raster', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        // sharp reads grey with alpha as RGB with alpha.
        fc.pre(!(shape.channels === 1 && shape.withAlpha));
        const raster = rasterOf(shape);
        expect(await readBack(await encodePng(raster), raster)).toEqual(joined(raster));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps grey and its alpha', async () => {
    const raster = rasterOf({ width: 33, height: 9, channels: 1, depth: 8, withAlpha: true });
    const file = await encodePng(raster);
    const { data } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    const grey = [...raster.data].flatMap((value, i) => [value, value, value, raster.alpha![i]]);
    expect([...data]).toEqual(grey);
  });

  it.each([
    ['rows longer than a piece', 30_000, 3],
    ['more than is compressed at once', 2_000, 1_500],
  ])('keeps %s', async (_, width, height) => {
    const raster = rasterOf({ width, height, channels: 3, depth: 8, withAlpha: false });
    const data = await sharp(await encodePng(raster))
      .raw()
      .toBuffer();
    expect(data.equals(raster.data as Uint8Array)).toBe(true);
  });

  it('searches drawn images for repeats, without filters, and photos not', async () => {
    const drawn = await decoded(sharp(Buffer.from(letters())).flatten({ background: 'white' }));
    const photo = await decoded(sharp(await readFile('raw-images/surfer.jpg')).resize(320, 240));
    expect(firstFilters(await encodePng(drawn))).toEqual([0]);
    expect(firstFilters(await encodePng(photo)).length).toBeGreaterThan(1);
    for (const raster of [drawn, photo]) {
      const { width, height } = raster;
      const raw = sharp(raster.data as Uint8Array, { raw: { width, height, channels: 3 } });
      const others = await raw.png({ compressionLevel: 2, adaptiveFiltering: true }).toBuffer();
      expect((await encodePng(raster)).length).toBeLessThan(1.05 * others.length);
    }
  });
});

async function decoded(image: Sharp): Promise<Raster> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, depth: 8, data: new Uint8Array(data) };
}

function letters(): string {
  const lines = Array.from(
    { length: 12 },
    (_, i) => `<text x="8" y="${20 + 18 * i}" font-size="14">The same words in every line, ${i}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">${lines.join('')}</svg>`;
}

/** The filters of the rows, each named once. */
function firstFilters(file: Buffer): number[] {
  const width = file.readUInt32BE(16);
  const length = file.readUInt32BE(33);
  const rows = inflateSync(file.subarray(41, 41 + length));
  const stride = 1 + 3 * width;
  return [...new Set(Array.from({ length: rows.length / stride }, (_, y) => rows[y * stride]!))];
}
