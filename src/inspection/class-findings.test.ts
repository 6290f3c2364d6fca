import { expect, it } from 'vitest';
import { compareSplits } from './class-findings.js';

const inSplits = (name: string, ...splits: readonly string[]) => ({
  ...{ name, objects: 3, images: 2, sizes: { small: 0, medium: 0, large: 0 } },
  splits: Object.fromEntries(splits.map((split) => [split, { objects: 3, images: 2 }])),
});

it('classes that train lacks are told apart from those that another split lacks', () => {
  const classes = [
    inSplits('a', 'train', 'val'),
    inSplits('b', 'val'),
    inSplits('c', 'train'),
    inSplits('d'),
  ];
  expect(compareSplits(classes, ['train', 'val'])).toEqual([
    { kind: 'class not in train', detail: 'class b: 3 objects in val, none in train' },
    { kind: 'class not in split', detail: 'class c: 3 objects in train, none in val' },
  ]);
  expect(compareSplits(classes, ['val', 'test'])).toEqual([]);
});
