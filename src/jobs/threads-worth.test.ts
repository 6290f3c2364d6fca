import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ENGINE } from '../state/record.js';
import { outputsOf, recordOf } from '../state/testing/records.js';
import { memoryStore } from '../stores/testing/memory.js';
import type { Store } from '../stores/store.js';
import { parseRecipe } from '../core/recipe/parse.js';
import type { Source } from '../dataset/source.js';
import type { RecordedSource } from './find-unchanged.js';
import { threadsWorth } from './threads-worth.js';

function storesWith(output: Store) {
  return { input: memoryStore(), output, state: memoryStore() };
}

function worth(images: number, megabytes: number, variants: number, workers?: number): Promise<number> {
  const recipe = parseRecipe(`variants: ${variants}\ntransforms: []\n`, 'recipe.yaml');
  const source: Source = { key: 'a.jpg', size: megabytes * 2 ** 20, role: 'augment' };
  const setup = { recipe, digest: '', files: [] };
  const sources = Array<Source>(images).fill(source);
  return threadsWorth(sources, { setup, stores: storesWith(memoryStore()) }, workers);
}

describe('the threads that are worth their start', () => {
  it('are none for little work, and one for each processor for much', async () => {
    expect(await worth(0, 1, 1)).toBe(0);
    expect(await worth(7, 1, 1)).toBe(0);
    expect(await worth(8, 1, 1)).toBe(Math.min(2, availableParallelism()));
    expect(await worth(1000, 1, 1)).toBe(availableParallelism());
  });

  it('grow with the variants', async () => {
    expect(await worth(2, 1, 1)).toBe(0);
    expect(await worth(2, 1, 15)).toBe(Math.min(4, availableParallelism()));
  });

  it('are as many as the user asks for, where something has to be made', async () => {
    expect(await worth(1, 1, 1, 3)).toBe(3);
    expect(await worth(1000, 1, 1, 3)).toBe(3);
  });

  describe('where nothing has changed', () => {
    const recipe = parseRecipe('variants: 1\ntransforms: []\n', 'recipe.yaml');
    const outputs = outputsOf({ v: '1' });
    const again = async (
      images: number,
      size: number,
      change: Partial<RecordedSource> = {},
      areThere = true,
      workers?: number,
    ) => {
      const output = memoryStore();
      if (areThere) for (const { key, bytes } of outputs) await output.create(key, bytes);
      const source: Source = { key: 'a.jpg', size, role: 'augment' };
      const recorded = { ...recordOf(outputs, 'a.jpg'), engine: ENGINE };
      const setup = { recipe, digest: recorded.recipe, files: [] };
      const sources = Array<RecordedSource>(images).fill({ ...source, recorded, ...change });
      return threadsWorth(sources, { setup, stores: storesWith(output) }, workers);
    };

    it('are those that reading and hashing is worth, so none for small images', async () => {
      expect(await again(100_000, 90_000)).toBe(0);
      expect(await again(50, 2 ** 20)).toBe(0);
      expect(await again(2000, 2 ** 20)).toBe(availableParallelism());
      expect(await again(2000, 2 ** 20, { known: 'hash' })).toBe(0);
    });

    it('are no more than the user asks for, and fewer where they are not worth it', async () => {
      expect(await again(100_000, 90_000, {}, true, 3)).toBe(0);
      expect(await again(50_000, 2 ** 20, {}, true, 3)).toBe(3);
      expect(await again(100, 90_000, {}, false, 3)).toBe(3);
    });

    it('are as ever where somebody removed the outputs', async () => {
      expect(await again(1000, 90_000)).toBe(0);
      expect(await again(1000, 90_000, {}, false)).toBe(availableParallelism());
    });

    it('are as ever for images that have to be made again', async () => {
      expect(await again(1000, 2 ** 20, { role: 'copy' })).toBe(availableParallelism());
      expect(await again(20, 2 ** 20, { split: 'train' })).toBe(Math.min(5, availableParallelism()));
    });
  });
});
