import { describe, expect, it } from 'vitest';
import { bitmapBounds, boundingBox } from './shapes.js';

describe('boundingBox', () => {
  it('has no width and no height around a single point', () => {
    expect(boundingBox([[3, 4]])).toEqual([3, 4, 3, 4]);
    expect(boundingBox([])).toBeUndefined();
  });
});

describe('bitmapBounds', () => {
  it('reaches to the first and the last pixel of a row and a column', () => {
    const data = Uint8Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0]);
    expect(bitmapBounds({ width: 3, height: 3, data })).toEqual([0, 1, 2, 3]);
    expect(bitmapBounds({ width: 3, height: 3, data: new Uint8Array(9) })).toBeUndefined();
  });
});
