import { expect, it } from 'vitest';
import type { Preview, PreviewedVariant } from '../../src/studio/protocol.js';
import { describeEstimate, sampleOf } from './estimate.js';

const variant = (number: number, bytes: number) => ({ variant: number, bytes }) as PreviewedVariant;
const PREVIEW: Preview = {
  variants: [variant(0, 1), variant(1, 300_000), variant(2, 500_000)],
  ...{ notes: [], perImage: 4, seed: '0', isCopied: false, milliseconds: 300 },
};
const SAMPLE = sampleOf(PREVIEW, 2);
const SIZE = { augmented: 1203, perImage: 4, originals: 0, isOpen: false, threads: 4 };

it('says what a run would write', () => {
  expect(describeEstimate(SIZE, SAMPLE)).toBe('1,203 × 4 = 4,812 variants, about 1.9 GB, about 4 min');
  expect(describeEstimate({ ...SIZE, originals: 1 }, SAMPLE)).toContain(
    '4,812 variants and 1 original, about',
  );
  expect(describeEstimate({ ...SIZE, augmented: 1, perImage: 1 }, SAMPLE)).toBe(
    '1 × 1 = 1 variant, about 400 kB, about 0.2 s',
  );
});

it('says no more than it knows', () => {
  expect(describeEstimate({ ...SIZE, isOpen: true }, SAMPLE)).not.toContain('about');
  expect(describeEstimate(SIZE, sampleOf({ ...PREVIEW, variants: [variant(0, 1)] }, 2))).toBe(
    '1,203 × 4 variants',
  );
});
