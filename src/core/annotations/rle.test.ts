import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitmapOfCounts, countsOfBitmap, countsOfText, textOfCounts } from './rle.js';

interface Reference {
  readonly name: string;
  readonly size: readonly [height: number, width: number];
  readonly rows: readonly string[];
  readonly counts: readonly number[];
  readonly text: string;
}

const references = JSON.parse(
  readFileSync(new URL('../../../test/reference/rle.json', import.meta.url), 'utf8'),
) as readonly Reference[];

const bitmaps = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }))
  .chain(([width, height]) =>
    fc
      .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
      .map((bits) => ({ width, height, data: Uint8Array.from(bits) })),
  );

describe('RLE as pycocotools has it', () => {
  it.each(references)('$name', ({ size: [height, width], rows, counts, text }) => {
    const data = Uint8Array.from(rows.flatMap((row) => Array.from(row, Number)));
    expect(countsOfBitmap({ width, height, data })).toEqual(counts);
    expect(textOfCounts(counts)).toBe(text);
    expect(countsOfText(text)).toEqual(counts);
    expect(bitmapOfCounts(counts, width, height)).toEqual({ width, height, data });
  });
});

describe('RLE', () => {
  it('gives back every bitmap', () => {
    fc.assert(
      fc.property(bitmaps, (bitmap) => {
        const counts = countsOfText(textOfCounts(countsOfBitmap(bitmap)));
        expect(bitmapOfCounts(counts, bitmap.width, bitmap.height)).toEqual(bitmap);
      }),
    );
  });

  it('carries runs of any length that an image can have', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 31 - 1), { maxLength: 20 }), (counts) => {
        expect(countsOfText(textOfCounts(counts))).toEqual(counts);
      }),
    );
  });

  it.each([
    { counts: [3, 2], reason: "the RLE's runs cover 5 pixels, 3×2 needs 6" },
    { counts: [3, 4], reason: "the RLE's runs cover 7 pixels, 3×2 needs 6" },
    { counts: [3, -1, 4], reason: 'run 2 of the RLE is -1' },
    { counts: [1.5, 4.5], reason: 'run 1 of the RLE is 1.5' },
  ])('refuses $counts', ({ counts, reason }) => {
    expect(() => bitmapOfCounts(counts, 3, 2)).toThrow(new RangeError(reason));
  });

  it.each(['ab!', 'a~~', 'V', 'ooooooooo1'])('refuses the text %j', (text) => {
    expect(() => countsOfText(text)).toThrow(RangeError);
  });
});
