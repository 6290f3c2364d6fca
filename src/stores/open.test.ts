import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../core/errors.js';
import { openPoolStore, openStores } from './open.js';
import { memoryStore } from './testing/memory.js';

const locations = async (input: string, output: string) =>
  Object.fromEntries(
    Object.entries(await openStores(input, output)).map(([name, { location }]) => [name, location]),
  );

describe('openStores', () => {
  it('opens folders and buckets in any combination, with the state beside the output', async () => {
    const folder = path.resolve('out');
    expect(await locations('in', 'out')).toEqual({
      ...{ input: path.resolve('in'), output: folder, state: `${folder}.augment` },
    });
    expect(await locations('s3://images', 'out')).toMatchObject({ input: 's3://images', output: folder });
    expect(await locations('s3://images/raw/', 's3://made/a/out/')).toEqual({
      ...{ input: 's3://images/raw', output: 's3://made/a/out', state: 's3://made/a/out.augment' },
    });
  });

  it('refuses a whole bucket as output, and invalid addresses', async () => {
    await expect(openStores('in', 's3://made/')).rejects.toThrow(
      /name a prefix, as s3:\/\/made\/augmented-images/,
    );
    await expect(openStores('s3:/images', 'out')).rejects.toThrow(UsageError);
  });

  it('finds the images of a pool from the input, or by their own address', async () => {
    const rootOf = async (root: string | undefined, input: Parameters<typeof openPoolStore>[1]) =>
      (await openPoolStore(root === undefined ? {} : { root }, input))?.location;
    expect(await rootOf(undefined, 'src')).toBeUndefined();
    expect(await rootOf('../stores', 'src/state')).toBe(path.resolve('src/stores'));
    expect(await rootOf(path.resolve('src'), 's3://images')).toBe(path.resolve('src'));
    expect(await rootOf('s3://skies/day', 'src')).toBe('s3://skies/day');
    await expect(rootOf('../none', 'src')).rejects.toThrow(/no folder .*none; name the one with the images/);
    await expect(rootOf('../sky', memoryStore())).rejects.toThrow(/this input has no address/);
  });

  it('uses Stores that are open already, and reads the input only', async () => {
    const given = { input: memoryStore(), output: memoryStore(), state: memoryStore() };
    const { input, ...written } = await openStores(given.input, given);
    expect(written).toEqual({ output: given.output, state: given.state });
    given.input.put('a', new Uint8Array(3));
    expect((await input.stat('a'))?.size).toBe(3);
    await expect(input.create('b', new Uint8Array(1))).rejects.toThrow(/reading only/);
  });
});
