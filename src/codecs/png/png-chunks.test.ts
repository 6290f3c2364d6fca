import { expect, it } from 'vitest';
import { isIntactPng } from './png-chunks.js';
import { gradient } from '../testing/pictures.js';

it('tells a PNG of which any one byte was changed, added or lost', async () => {
  const png = await gradient(5, 4, 3).png().toBuffer();
  expect(isIntactPng(png)).toBe(true);
  expect(isIntactPng(Buffer.concat([png, Buffer.from([0])]))).toBe(false);
  for (let i = 8; i < png.length; i++) {
    const other = Buffer.from(png);
    other[i]! ^= 1;
    expect(isIntactPng(other), `byte ${i}`).toBe(false);
    expect(isIntactPng(png.subarray(0, i)), `the first ${i} bytes`).toBe(false);
  }
});
