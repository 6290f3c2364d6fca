import { describe, expect, it } from 'vitest';
import { parseRecipe, withPool } from '../core/recipe/index.js';
import type { PoolEntry } from '../core/recipe/index.js';
import { memoryStore } from '../stores/testing/memory.js';
import type { MemoryStore } from '../stores/testing/memory.js';
import { makeImage } from '../../test/support/dataset.js';
import { YOLO } from '../../test/support/layout-files.js';
import { collectPool } from './collect-pool.js';
import { run } from './run.js';
import { verify } from './verify.js';

const MIXING = parseRecipe('mix: {pool: pool.json}\ntransforms: [MixUp: {p: 1}]', 'recipe.yaml');
const encoder = new TextEncoder();

async function dataset(): Promise<MemoryStore> {
  const input = memoryStore();
  const labels = { 'a.txt': YOLO, 'b.txt': YOLO, 'c.txt': '' };
  for (const [key, text] of Object.entries({ 'data.yaml': 'names: [cat, dog]\n', ...labels }))
    input.put(key, encoder.encode(text));
  for (const [seed, key] of ['a.jpg', 'b.jpg', 'c.png', 'd.jpg'].entries())
    input.put(key, await makeImage(key, seed, 64, 48));
  return input;
}

async function remove(input: MemoryStore, key: string): Promise<void> {
  await input.remove(key, (await input.read(key))!.version);
}

/** What a run and a verification say of the pool once the input has changed. */
async function saidAfter(change: (input: MemoryStore) => Promise<void> | void, text?: string) {
  const input = await dataset();
  const recipe = text === undefined ? MIXING : parseRecipe(text, 'recipe.yaml');
  const pooled = withPool(recipe, (await collectPool(input, recipe, {})).sources);
  const output = { output: memoryStore(), state: memoryStore() };
  const before = await run({ input, output, recipe: pooled, delete: false });
  expect(before.failures.filter(({ key }) => key !== 'd.jpg')).toEqual([]);
  await change(input);
  const after = await run({ input, output, recipe: pooled, delete: false });
  const verified = await verify({ input, output });
  const [said, again] = [after, verified].map(({ failures }) =>
    failures.filter(({ key }) => key === 'pool.json'),
  );
  expect(said).toEqual(again);
  expect(said!.length).toBeLessThanOrEqual(1);
  return said![0]?.reason;
}

const since = (what: string) => `since the pool was written, ${what}; \`augment pool\` writes it again`;

describe('a pool', () => {
  it('is as the input where nothing concerns its images', async () => {
    expect(
      await saidAfter(async (input) => {
        input.put('e.jpg', await makeImage('e.jpg', 5, 64, 48));
        input.put('e.txt', encoder.encode(YOLO));
      }),
    ).toBeUndefined();
  });

  it('tells of images that are gone or have changed, also where no variant is to be made', async () => {
    expect(
      await saidAfter(async (input) => {
        await remove(input, 'a.jpg');
        input.put('b.jpg', await makeImage('b.jpg', 6, 64, 48));
      }),
    ).toBe(since('a.jpg is gone, b.jpg has changed'));
  });

  it('tells of labels that have changed, come or gone', async () => {
    expect(
      await saidAfter(async (input) => {
        input.put('a.txt', encoder.encode(''));
        await remove(input, 'b.txt');
        input.put('d.txt', encoder.encode(YOLO));
      }),
    ).toBe(
      since(
        'the labels of a.jpg have changed, the labels of b.jpg have changed, the labels of d.jpg have changed',
      ),
    );
  });

  it('tells of classes that have other names', async () => {
    expect(
      await saidAfter((input) => {
        input.put('data.yaml', encoder.encode('names: [cat, wolf]\n'));
      }),
    ).toBe(
      since(
        'the labels of a.jpg have changed, the labels of b.jpg have changed, the labels of c.png have changed',
      ),
    );
  });

  it('tells of images that came into a split that is not augmented', async () => {
    expect(
      await saidAfter((input) => {
        input.put('data.yaml', encoder.encode('names: [cat, dog]\ntrain: train.txt\nval: val.txt\n'));
        input.put('train.txt', encoder.encode('./a.jpg\n./c.png\n./d.jpg\n'));
        input.put('val.txt', encoder.encode('./b.jpg\n'));
      }),
    ).toBe(since('b.jpg is not augmented any more'));
  });
});

describe('a variant that cannot be made', () => {
  async function failuresOf(input: MemoryStore, sources: readonly PoolEntry[], settings = '') {
    const text = `mix: {pool: pool.json}\n${settings}transforms: [MixUp: {p: 1}]`;
    const recipe = withPool(parseRecipe(text, 'recipe.yaml'), sources);
    const output = { output: memoryStore(), state: memoryStore() };
    const { failures } = await run({ input, output, recipe, delete: false });
    return new Map(failures.map(({ key, reason }) => [key, reason]));
  }

  it('names the other image that the recipe does not accept, and what to do', async () => {
    const input = await dataset();
    input.put('b.jpg', await makeImage('b.jpg', 1, 80, 60));
    const { sources } = await collectPool(input, MIXING, {});
    const [a, b] = sources;
    const failures = await failuresOf(input, [a!, b!], 'limits: {pixels: 3100}\n');
    expect(failures.get('a.jpg')).toMatch(
      /^b\.jpg: .*3,?100.*; it is to be mixed in, and `augment pool` with this recipe writes a pool without it$/,
    );
  });

  it('names the other image whose class has another name now', async () => {
    const input = await dataset();
    const { sources } = await collectPool(input, MIXING, {});
    input.put('data.yaml', encoder.encode('names: [cat, wolf]\n'));
    expect((await failuresOf(input, sources)).get('a.jpg')).toMatch(
      /^a_jpg\.v1\.txt: the class 'dog' is not among those of the data set, but among the labels that the pool has of b\.jpg; where a class was renamed since, `augment pool` writes it again/,
    );
  });
});
