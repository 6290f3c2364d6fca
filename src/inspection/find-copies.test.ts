import { describe, expect, it } from 'vitest';
import { findCopies } from './find-copies.js';
import type { CopiedImage } from './find-copies.js';
import { PackedHashes } from './packed.js';

interface Image extends CopiedImage {
  /** Stands for the bytes; and for what is seen, if nothing else is said. */
  readonly content: string;
  readonly bits?: readonly number[];
}

function copiesOf(images: readonly Image[], distance = 40) {
  const hashes = new PackedHashes(images.length);
  images.forEach(({ content, bits }, i) => {
    hashes.setContent(i, content.repeat(64).slice(0, 64));
    if (bits) hashes.setHash(i, hashWith(bits));
  });
  return findCopies(hashes, (i) => images[i]!, distance).map(({ kind, images: keys }) => [kind, ...keys]);
}

/** These bits are set. */
function hashWith(bits: readonly number[]): Uint32Array {
  const words = new Uint32Array(8);
  for (const bit of bits) words[bit >> 5]! |= 1 << (bit & 31);
  return words;
}

const upTo = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i);

describe('copies', () => {
  it('are leaks where splits differ, and show an image of each split first', () => {
    expect(
      copiesOf([
        { key: 'a', split: 'train', content: '1' },
        { key: 'b', split: 'train', content: '1' },
        { key: 'c', split: 'val', content: '1' },
        { key: 'd', split: 'val', content: '2' },
      ]),
    ).toEqual([['leak', 'a', 'c', 'b']]);
  });

  it('are duplicates in one split, and without splits; no split is no other split', () => {
    expect(
      copiesOf([
        { key: 'a', split: 'val', content: '1' },
        { key: 'b', content: '1' },
        { key: 'c', content: '3' },
        { key: 'd', content: '3' },
      ]),
    ).toEqual([
      ['duplicate', 'a', 'b'],
      ['duplicate', 'c', 'd'],
    ]);
  });

  it('contradict one another where their folders are different classes', () => {
    const [cat, dog] = ['cat', 'dog'];
    const images = [
      { key: 'cat/a', class: cat, content: '1', split: 'train' },
      { key: 'dog/a', class: dog, content: '1', split: 'test' },
    ];
    expect(copiesOf(images)).toEqual([
      ['leak', 'cat/a', 'dog/a'],
      ['contradicting duplicate', 'cat/a', 'dog/a'],
    ]);
    const near = [
      { key: 'cat/a', class: cat, content: '1', bits: [] },
      { key: 'dog/a', class: dog, content: '2', bits: upTo(3) },
    ];
    expect(copiesOf(near)).toEqual([['contradicting near duplicate', 'cat/a', 'dog/a']]);
    expect(copiesOf(near.map((image, i) => ({ ...image, split: i === 0 ? 'train' : 'val' })))).toEqual([
      ['near leak', 'cat/a', 'dog/a'],
      ['contradicting near duplicate', 'cat/a', 'dog/a'],
    ]);
  });

  it('are near up to the distance, and are linked by those between', () => {
    const images = [
      { key: 'a', content: '1', bits: [] },
      { key: 'b', content: '2', bits: upTo(40) },
      { key: 'c', content: '3', bits: upTo(80) },
      { key: 'd', content: '4', bits: upTo(41, 200) },
    ];
    expect(copiesOf(images)).toEqual([['near duplicate', 'a', 'b', 'c']]);
    expect(copiesOf(images, 39)).toEqual([]);
    expect(copiesOf(images.map((image, i) => ({ ...image, split: i === 2 ? 'val' : 'train' })))).toEqual([
      ['near leak', 'a', 'c', 'b'],
    ]);
  });

  it('of the same bytes are told once; others that look the same at a distance of 0 are near', () => {
    const bits = upTo(100);
    const same = [
      { key: 'a', content: '1', bits },
      { key: 'b', content: '1', bits },
    ];
    expect(copiesOf(same)).toEqual([['duplicate', 'a', 'b']]);
    expect(copiesOf([...same, { key: 'c', content: '2', bits }], 0)).toEqual([
      ['duplicate', 'a', 'b'],
      ['near duplicate', 'a', 'b', 'c'],
    ]);
  });
});
