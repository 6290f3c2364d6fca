import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/parse.js';
import type { Source } from '../dataset/source.js';
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
});
