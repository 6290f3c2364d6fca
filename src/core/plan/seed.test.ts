import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { substream, variantSeed, type VariantIdentity } from './seed.js';

const CAT: VariantIdentity = {
  seed: '42',
  key: 'a/cat.jpg',
  imageSha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  variant: 1,
};

/** The value of a row of the documented test vector. */
function documented(row: string): string {
  const page = readFileSync(new URL('../../../docs/reproducibility.md', import.meta.url), 'utf8');
  return new RegExp(`^\\| ${row} +\\| \`(.*)\` +\\|$`, 'm').exec(page)![1]!;
}

describe('the documented test vector', () => {
  it('holds for the seed of a variant', () => {
    expect(variantSeed(CAT)).toBe(documented("variant's seed"));
  });

  it('holds for the words of a path in the tree', () => {
    const random = substream(variantSeed(CAT), 'OneOf/GaussianBlur');
    const words = [...random.seed(), ...random.seed()];
    const text = words.map((word) => word.toString(16).padStart(8, '0')).join(' ');
    expect(text).toBe(documented('first four words'));
  });

  it('holds for fractions', () => {
    const random = substream(variantSeed(CAT), 'OneOf/GaussianBlur');
    const fractions = [random.uniform(0, 1), random.uniform(0, 1), random.uniform(0, 1)];
    expect(fractions.join(' ')).toBe(documented('first three fractions'));
  });
});

describe('variantSeed', () => {
  it('differs when any part of the identity does', () => {
    const others: VariantIdentity[] = [
      { ...CAT, seed: '43' },
      { ...CAT, key: 'a/cat.jpeg' },
      { ...CAT, imageSha256: '0'.repeat(64) },
      { ...CAT, variant: 2 },
    ];
    expect(new Set([CAT, ...others].map(variantSeed)).size).toBe(5);
  });

  it('cannot be confused by moving text from one part to its neighbour', () => {
    const left = variantSeed({ ...CAT, seed: '4', key: '2a/cat.jpg' });
    const right = variantSeed({ ...CAT, seed: '42', key: 'a/cat.jpg' });
    expect(left).not.toBe(right);
  });
});
