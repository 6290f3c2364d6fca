import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ENGINE } from '../state/record.js';
import { outputsOf, recordOf } from '../state/testing/records.js';
import { parseRecipe } from '../core/recipe/parse.js';
import type { Source } from '../dataset/source.js';
import type { RecordedSource } from './find-unchanged.js';
import { threadsWorth } from './threads-worth.js';

function worth(images: number, megabytes: number, variants: number): number {
  const recipe = parseRecipe(`variants: ${variants}\ntransforms: []\n`, 'recipe.yaml');
  const source: Source = { key: 'a.jpg', size: megabytes * 2 ** 20, role: 'augment' };
  return threadsWorth(Array<Source>(images).fill(source), { setup: { recipe, digest: '', files: [] } });
}

describe('the threads that are worth their start', () => {
  it('are none for little work, and one for each processor for much', () => {
    expect(worth(0, 1, 1)).toBe(0);
    expect(worth(7, 1, 1)).toBe(0);
    expect(worth(8, 1, 1)).toBe(Math.min(2, availableParallelism()));
    expect(worth(1000, 1, 1)).toBe(availableParallelism());
  });

  it('grow with the variants', () => {
    expect(worth(2, 1, 1)).toBe(0);
    expect(worth(2, 1, 15)).toBe(Math.min(4, availableParallelism()));
  });

  describe('where nothing has changed', () => {
    const recipe = parseRecipe('variants: 1\ntransforms: []\n', 'recipe.yaml');
    const again = (images: number, size: number, change: Partial<RecordedSource> = {}) => {
      const source: Source = { key: 'a.jpg', size, role: 'augment' };
      const recorded = { ...recordOf(outputsOf({ v: '1' }), 'a.jpg'), engine: ENGINE };
      const setup = { recipe, digest: recorded.recipe, files: [] };
      return threadsWorth(Array<RecordedSource>(images).fill({ ...source, recorded, ...change }), { setup });
    };

    it('are those that reading and hashing is worth, so none for small images', () => {
      expect(again(100_000, 90_000)).toBe(0);
      expect(again(50, 2 ** 20)).toBe(0);
      expect(again(2000, 2 ** 20)).toBe(availableParallelism());
      expect(again(2000, 2 ** 20, { known: 'hash' })).toBe(0);
    });

    it('are as ever for images that have to be made again', () => {
      expect(again(1000, 2 ** 20, { role: 'copy' })).toBe(availableParallelism());
      expect(again(20, 2 ** 20, { split: 'train' })).toBe(Math.min(5, availableParallelism()));
    });
  });
});
