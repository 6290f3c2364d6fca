import { describe, expect, it } from 'vitest';
import { ImageError, LabelError, RecipeError } from '../errors.js';
import { Stream } from '../plan/stream.js';
import { parseRecipe } from './parse.js';
import { formatPool, parsePool, Pool, withPoolFile } from './pool.js';
import { poolEntry } from './pool-entry.js';
import type { PoolEntry } from './pool-entry.js';

const RULES = { rename: {}, drop: [] };

function entry(index: number): PoolEntry {
  const sha256 = index.toString(16).padStart(64, '0');
  const facts = { key: `${index}.jpg`, sha256, size: 9, channels: 3, depth: 8, alpha: false } as const;
  return poolEntry(facts, {
    width: 8,
    height: 6,
    objects: [{ class: 'cat', box: [1, 2, 3, 4] }],
    labelMaps: [],
    tags: [],
  });
}

const sources = Array.from({ length: 5 }, (_, i) => entry(i));
const pool = new Pool(sources, RULES);

describe('drawing from a pool', () => {
  const drawnOnce = (count: number, seed: number, sha256 = '') =>
    pool.draw(count, new Stream([seed, 2, 3, 4]), sha256).map(({ key }) => key);

  it('gives different images, never the one that they are mixed into, each as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2000; seed++) {
      const keys = drawnOnce(2, seed, sources[2]!.sha256);
      expect(new Set(keys).size).toBe(2);
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['0.jpg', '1.jpg', '3.jpg', '4.jpg']);
    // 2,000 · 2 / 4, within five standard deviations.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(500));
  });

  it('gives all that there are where they are too few, and takes as many draws', () => {
    const random = new Stream([1, 2, 3, 4]);
    expect(
      pool
        .draw(8, random, sources[0]!.sha256)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['1.jpg', '2.jpg', '3.jpg', '4.jpg']);
    const other = new Stream([1, 2, 3, 4]);
    for (let i = 0; i < 8; i++) other.uniform(0, 1);
    expect(random.uniform(0, 1)).toBe(other.uniform(0, 1));
    expect(new Pool([], RULES).draw(2, random, '')).toEqual([]);
  });
});

describe('a pool', () => {
  it('is written and read without a change', () => {
    const text = formatPool({ sources });
    expect(text.split('\n')).toHaveLength(sources.length + 3);
    expect(parsePool(text, 'pool.json')).toEqual({ sources });
    const elsewhere = { sources, root: '../sky' };
    expect(parsePool(formatPool(elsewhere), 'pool.json')).toEqual(elsewhere);
  });

  it('has the labels of the image that a Plan names, and of no other', () => {
    expect(pool.labelsOf(sources[1]!).objects).toEqual([{ class: 'cat', box: [1, 2, 3, 4] }]);
    expect(() => pool.labelsOf({ ...sources[1]!, sha256: 'f'.repeat(64) })).toThrow(
      'another image of this name',
    );
    expect(() => pool.entryOf({ key: 'x.jpg', sha256: '' })).toThrow(ImageError);
    const damaged = new Pool([{ ...sources[0]!, annotations: { width: 'x' } }], RULES);
    expect(() => damaged.labelsOf(sources[0]!)).toThrow(LabelError);
  });

  it('lies in the folder of the recipe, which may be written down', () => {
    expect(parseRecipe('mix: {pool: ././a/b.json}\ntransforms: [MixUp]', 'r.yaml').mix).toEqual({
      pool: 'a/b.json',
    });
  });

  it('has objects that the recipe keeps where a transform takes objects', () => {
    const text = formatPool({ sources });
    const recipe = (transforms: string, rules = '') =>
      parseRecipe(`mix: {pool: p.json}\ntransforms: [${transforms}]\n${rules}`, 'r.yaml');
    const nested = 'OneOf: {transforms: [MixUp, CopyPaste]}';
    const drop = 'labels: {classes: {drop: [cat]}}';
    expect(withPoolFile(recipe(nested), text, 'p.json').pool?.sources).toHaveLength(5);
    expect(withPoolFile(recipe('MixUp', drop), text, 'p.json').pool?.sources).toHaveLength(5);
    const read = () => withPoolFile(recipe(nested, drop), text, 'p.json');
    expect(read).toThrow(RecipeError);
    expect(read).toThrow('p.json: CopyPaste takes objects out of the pool, and none of its 5 images has');
  });

  it('has no keys that lead out of the place of its images', () => {
    const text = formatPool({ sources: [{ ...sources[0]!, key: 'a/../../b.jpg' }] });
    expect(() => parsePool(text, 'pool.json')).toThrow('sources.0.key: it is no key');
  });

  it.each(['', '[]', '{"version":2,"sources":[]}', '{"version":1,"sources":[{"key":"a"}]}'])(
    'that cannot be read is refused: %j',
    (text) => {
      const read = () => parsePool(text, 'pool.json');
      expect(read).toThrow(RecipeError);
      expect(read).toThrow(/pool\.json: .*write it again: augment pool INPUT/);
    },
  );
});
