import { expect, it, vi } from 'vitest';
import { UsageError } from '../../core/errors.js';
import { put } from '../store.js';
import { memoryStore } from '../testing/memory.js';
import { openBucketFile } from './bucket-file.js';

const stores = new Map([
  ['s3://photos/', memoryStore()],
  ['s3://photos/settings/old/', memoryStore()],
]);
vi.mock('../open.js', () => ({ openInput: (location: string) => Promise.resolve(stores.get(location)) }));

it.each([
  ['s3://photos/recipe.yaml', 's3://photos/'],
  ['S3://photos/settings/old/recipe.yaml', 's3://photos/settings/old/'],
])('reads %s as it is at each time', async (address, folder) => {
  const read = await openBucketFile(address);
  expect(await read()).toBeUndefined();
  await put(stores.get(folder)!, 'recipe.yaml', new TextEncoder().encode('variants: 2'));
  const first = await read();
  expect(first?.text).toBe('variants: 2');
  expect(await read()).toEqual(first);
  await put(stores.get(folder)!, 'recipe.yaml', new TextEncoder().encode('variants: 3'));
  const second = await read();
  expect(second?.text).toBe('variants: 3');
  expect(second?.version).not.toBe(first?.version);
});

it.each([
  's3://photos',
  's3://photos/',
  's3://photos/settings/',
  's3://photos/a//b',
  'recipe.yaml',
  's3:/a/b',
])('takes %s for no file in a bucket', async (address) => {
  await expect(openBucketFile(address)).rejects.toThrow(UsageError);
  await expect(openBucketFile(address)).rejects.toThrow(address);
});
