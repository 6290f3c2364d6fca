import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../src/core/errors.js';
import { recipeDigest } from '../src/core/recipe/digest.js';
import { defaultRecipe, parseRecipe, withPool } from '../src/core/recipe/index.js';
import { bucketStores } from '../src/stores/bucket-location.js';
import { createStoreRegistry } from '../src/stores/registry.js';
import { formatS3Address } from '../src/stores/s3/address.js';
import { listFailures } from '../src/state/failures.js';
import { put } from '../src/stores/store.js';
import { keysOf } from '../src/stores/testing/contract.js';
import { memoryStore } from '../src/stores/testing/memory.js';
import { encodeChanged, encodeReconcile } from '../src/triggers/reconcile-requests.js';
import { temporaryFolder, writeFiles } from '../test/support/folders.js';
import { imageFiles } from '../test/support/layout-files.js';
import { openRecipe } from './recipe.js';
import { TestBucket } from './testing/bucket.js';

const bucket = memoryStore();
const state = memoryStore();
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
    const read = await openRecipe(undefined, new URL('file:///nowhere/'), state);
    expect((await read()).digest).toBe(recipeDigest(defaultRecipe()));
  });

  it('is parsed at the start when it is deployed with the code', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'recipe.yaml': 'variants: 3\ntransforms: []',
      'wrong.yaml': 'variants: many\ntransforms: []',
    });
    const url = pathToFileURL(`${folder}/`);
    expect((await (await openRecipe('recipe.yaml', url, state))()).recipe.variants).toBe(3);
    await expect(openRecipe('wrong.yaml', url, state)).rejects.toThrow(/wrong\.yaml:1:11.*variants/);
  });

  it('has the pool that was deployed with it', async () => {
    const folder = await temporaryFolder();
    const text = 'mix: {pool: mine.json}\ntransforms: [MixUp]';
    const pool = '{"version":1,"sources":[]}';
    await writeFiles(folder, { 'recipe.yaml': text, 'pool.json': pool });
    const { recipe, digest } = await (await openRecipe('recipe.yaml', pathToFileURL(`${folder}/`), state))();
    expect(recipe.pool?.sources).toEqual([]);
    expect(digest).toBe(recipeDigest(withPool(parseRecipe(text, ''), [])));
  });

  it('is parsed again when another version is uploaded to its bucket', async () => {
    const address = 's3://photos/settings/recipe.yaml';
    const read = await openRecipe(address, new URL('file:///nowhere/'), state, stores);
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

  it('is a failure that says why, while it cannot be read', async () => {
    const address = 's3://photos/later/recipe.yaml';
    const reading = () => openRecipe(address, new URL('file:///nowhere/'), state, stores);
    const read = await reading();
    const upload = (text: string) => put(bucket, 'recipe.yaml', new TextEncoder().encode(text));
    const reasons = async () => (await listFailures(state)).map(({ key, reason }) => `${key}: ${reason}`);
    await bucket.remove('recipe.yaml');
    await expect(read()).rejects.toThrow(/missing/);
    expect(await reasons()).toEqual([`recipe: ${address}: the recipe is missing; upload it`]);
    await upload('variants: many\ntransforms: [HorizontalFlop]');
    await expect(read()).rejects.toThrow(/variants/);
    expect((await reasons()).join()).toMatch(/^recipe: .*recipe\.yaml:1:11[^]*recipe\.yaml:2:14/);
    await upload('variants: 2\ntransforms: []');
    await read();
    expect(await reasons()).toEqual([]);
    // The same version may come back.
    await upload('variants: none');
    await expect(read()).rejects.toThrow(/variants/);
    await upload('variants: 2\ntransforms: []');
    await (
      await reading()
    )();
    expect(await reasons()).toEqual([]);
  });

  it('cannot mix where it lies in a bucket', async () => {
    await put(bucket, 'recipe.yaml', new TextEncoder().encode('mix: {pool: p.json}\ntransforms: [MixUp]'));
    const read = await openRecipe(
      's3://photos/settings/recipe.yaml',
      new URL('file:///nowhere/'),
      state,
      stores,
    );
    await expect(read()).rejects.toThrow('its pool (mix: {pool: p.json}) was not read with it');
  });
});

describe('a recipe that cannot be read', () => {
  it('puts all messages back, and lets one request to reconcile wait for it', async () => {
    const bucket = new TestBucket(parseRecipe('transforms: [HorizontalFlip]', ''));
    const { readRecipe } = bucket;
    const missing = new UsageError('the recipe is missing; upload it');
    bucket.readRecipe = () => Promise.reject(missing);
    for (const [key, image] of Object.entries(await imageFiles('a.jpg', 'b.jpg'))) bucket.upload(key, image);
    const messages = bucket.queue.splice(0);
    const ids = messages.map(({ id }) => id);
    expect(await bucket.process(messages)).toEqual({ failed: ids, postponed: [], needsReconcile: true });
    expect(bucket.requests.map(({ body }) => body)).toEqual([encodeReconcile()]);
    bucket.requests.push({ id: 'r', body: encodeChanged(['a.jpg'], false), sent: Date.now() });
    await bucket.deliverRequests();
    expect(bucket.retried).toEqual([missing, missing]);
    expect(bucket.requests.map(({ body }) => body)).toEqual([encodeReconcile()]);
    bucket.readRecipe = readRecipe;
    await bucket.deliverRequests();
    expect(bucket.queue).toHaveLength(2);
    await bucket.drain();
    expect(await keysOf(bucket.state, 'records/')).toHaveLength(2);
  });
});
