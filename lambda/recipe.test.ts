import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recipeDigest } from '../src/core/recipe/digest.js';
import { defaultRecipe, parseRecipe, withPool } from '../src/core/recipe/index.js';
import { bucketStores } from '../src/stores/bucket-location.js';
import { createStoreRegistry } from '../src/stores/registry.js';
import { formatS3Address } from '../src/stores/s3/address.js';
import { put } from '../src/stores/store.js';
import { memoryStore } from '../src/stores/testing/memory.js';
import { temporaryFolder, writeFiles } from '../test/support/folders.js';
import { openRecipe } from './recipe.js';

const bucket = memoryStore();
const opened: string[] = [];
const stores = createStoreRegistry([
  bucketStores({
    scheme: 's3',
    open: (prefix) => {
      opened.push(formatS3Address(prefix));
      return Promise.resolve(bucket);
    },
    insteadOfWatching: 'it cannot be watched',
  }),
]);

describe('the recipe of a function', () => {
  it('is the built-in one by default', async () => {
    const read = await openRecipe(undefined, new URL('file:///nowhere/'));
    expect((await read()).digest).toBe(recipeDigest(defaultRecipe()));
  });

  it('is parsed at the start when it is deployed with the code', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'recipe.yaml': 'variants: 3\ntransforms: []',
      'wrong.yaml': 'variants: many\ntransforms: []',
    });
    const url = pathToFileURL(`${folder}/`);
    expect((await (await openRecipe('recipe.yaml', url))()).recipe.variants).toBe(3);
    await expect(openRecipe('wrong.yaml', url)).rejects.toThrow(/wrong\.yaml:1:11.*variants/);
  });

  it('has the pool that was deployed with it', async () => {
    const folder = await temporaryFolder();
    const text = 'mix: {pool: mine.json}\ntransforms: [MixUp]';
    const pool = '{"version":1,"sources":[]}';
    await writeFiles(folder, { 'recipe.yaml': text, 'pool.json': pool });
    const { recipe, digest } = await (await openRecipe('recipe.yaml', pathToFileURL(`${folder}/`)))();
    expect(recipe.pool?.sources).toEqual([]);
    expect(digest).toBe(recipeDigest(withPool(parseRecipe(text, ''), [])));
  });

  it('is parsed again when another version is uploaded to its bucket', async () => {
    const address = 's3://photos/settings/recipe.yaml';
    const read = await openRecipe(address, new URL('file:///nowhere/'), stores);
    await expect(read()).rejects.toThrow(/the recipe is missing; upload it/);
    expect(opened).toEqual(['s3://photos/settings']);
    const texts = ['variants: 2\ntransforms: []', 'variants: 5\ntransforms: []'];
    for (const text of texts) {
      await put(bucket, 'recipe.yaml', new TextEncoder().encode(text));
      const { recipe, digest } = await read();
      expect(recipe).toEqual(parseRecipe(text, ''));
      expect(digest).toBe(recipeDigest(recipe));
      expect(await read()).toBe(await read());
    }
  });

  it('cannot mix where it lies in a bucket', async () => {
    await put(bucket, 'recipe.yaml', new TextEncoder().encode('mix: {pool: p.json}\ntransforms: [MixUp]'));
    const read = await openRecipe('s3://photos/settings/recipe.yaml', new URL('file:///nowhere/'), stores);
    await expect(read()).rejects.toThrow('its pool (mix: {pool: p.json}) was not read with it');
  });
});
