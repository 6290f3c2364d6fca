import { describe, expect, it } from 'vitest';
import { newRaster } from '../core/engine/raster.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { parseRecipe, withPool } from '../core/recipe/index.js';
import { makeImage } from '../../test/support/dataset.js';
import { collectPool } from '../jobs/collect-pool.js';
import { run } from '../jobs/run.js';
import { memoryStore } from '../stores/testing/memory.js';
import { KeptImages } from './kept-images.js';

const imageOf = (width: number) => ({
  info: {} as ImageInfo,
  raster: newRaster(width, 100, 3, false, 8),
  warnings: [],
});

describe('kept images', () => {
  it('are those that were shown last, as far as their bytes fit', () => {
    // A sixteenth: 90,000 bytes, three images of 30,000.
    const kept = new KeptImages(16 * 90_000);
    for (const name of ['a', 'b', 'c']) kept.put(name, imageOf(100));
    expect(kept.get('a')).toBeDefined();
    kept.put('d', imageOf(100));
    const found = () => ['a', 'b', 'c', 'd', 'e'].filter((name) => kept.get(name));
    expect(found()).toEqual(['a', 'c', 'd']);
    kept.put('e', imageOf(200));
    expect(found()).toEqual(['d', 'e']);
    kept.put('f', imageOf(301));
    expect(found()).toEqual([]);
  });

  it('are worth it for a pool from which images are drawn again', () => {
    const kept = new KeptImages(16_000);
    expect([4000, 4001].map((pool) => kept.isWorth(pool))).toEqual([true, false]);
  });

  it('are read once by a run, however many variants show them', async () => {
    const reads = new Map<string, number>();
    const input = memoryStore((what, key) => {
      if (what === 'read') reads.set(key, (reads.get(key) ?? 0) + 1);
    });
    for (const [seed, key] of ['a.png', 'b.png', 'c.png'].entries())
      input.put(key, await makeImage(key, seed));
    const parsed = parseRecipe('variants: 9\nmix: {pool: p.json}\ntransforms: [MixUp: {p: 1}]', 'r.yaml');
    const recipe = withPool(parsed, (await collectPool(input, parsed, {})).sources);
    reads.clear();
    const output = { output: memoryStore(), state: memoryStore() };
    expect((await run({ input, output, recipe, delete: false })).variants).toBe(27);
    // To be augmented itself, and to be mixed into the others; the comparison with the pool only asks for its hash.
    expect([...reads.values()]).toEqual([2, 2, 2]);
  });
});
