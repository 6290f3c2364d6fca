import { describe, expect, it } from 'vitest';
import { turnedEncoding } from './turned-encoding.js';

/** 1 to 64: every quantiser is its own position. */
const positions = Array.from({ length: 64 }, (_, i) => i + 1);
const encoding = {
  quality: 80,
  subsampling: '4:2:2',
  tables: { luma: positions, chroma: positions },
} as const;

describe('turnedEncoding', () => {
  it('exchanges frequencies across and down', () => {
    const { luma } = turnedEncoding(encoding, ['turn_90']).tables!;
    expect(luma.slice(0, 10)).toEqual([1, 3, 2, 6, 5, 4, 10, 9, 8, 7]);
    expect([...luma].sort((a, b) => a - b)).toEqual(positions);
    expect(luma.at(-1)).toBe(64);
  });

  it('gives the encoding back after a second turn, and for no turn', () => {
    const once = turnedEncoding(encoding, ['transpose']);
    expect(once).toMatchObject({ quality: 80, subsampling: '4:4:0' });
    expect(turnedEncoding(once, ['turn_270'])).toEqual(encoding);
    expect(turnedEncoding(encoding, ['transpose', 'turn_90'])).toEqual(encoding);
    expect(turnedEncoding(encoding, ['flip_vertical', 'turn_180'])).toBe(encoding);
  });
});
