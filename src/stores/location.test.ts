import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { UsageError } from '../core/errors.js';
import { parseBucketPrefix } from './bucket-prefix.js';
import { createStoreRegistry } from './registry.js';
import { s3, withPackages } from './s3/factory.js';
import { standardStores } from './standard.js';
import { put } from './store.js';
import { describeLocationContract } from './testing/locations.js';
import { memoryBuckets } from './testing/memory-buckets.js';

const encode = (text: string) => new TextEncoder().encode(text);

describeLocationContract('A folder', async () =>
  standardStores.locate(path.join(await temporaryFolder(), 'a')),
);
describeLocationContract('A prefix', () =>
  Promise.resolve(memoryBuckets().registry.locate('memory://bucket/a')),
);

describe('parseBucketPrefix', () => {
  it.each([
    ['s3://photos', 'photos', ''],
    ['s3://photos/', 'photos', ''],
    ['s3://photos/raw', 'photos', 'raw/'],
    ['s3://photos/raw/a b/', 'photos', 'raw/a b/'],
    ['S3://My_Old.bucket/x%20+', 'My_Old.bucket', 'x%20+/'],
  ])('takes %s apart', (text, bucket, prefix) => {
    expect(parseBucketPrefix(text, 's3')).toEqual({ bucket, prefix });
  });

  it.each([
    ...['s3:/photos', 's3:photos', 's3://', 's3:///a', 's3://a', 's3://a b/c'],
    ...['s3://photos//a', 's3://photos/../a', 'photos', '/a', 'gs://photos'],
  ])('refuses %s, and names it', (text) => {
    expect(() => parseBucketPrefix(text, 's3')).toThrow(UsageError);
    expect(() => parseBucketPrefix(text, 's3')).toThrow(text);
  });
});

describe('a registry', () => {
  it.each(['photos', './s3', '/a/b', 'C:\\photos', 's3', 'gs://a/b'])('treats %s as a path', (text) => {
    expect(standardStores.schemeOf(text)).toBeUndefined();
    expect(standardStores.locate(text).words.container).toBe('folder');
    expect(standardStores.locate(text).address).toBe(text);
  });

  it.each(['s3://photos', 's3://photos/raw/a b'])(
    'takes %s for a bucket, and writes it the same way',
    (text) => {
      expect(standardStores.schemeOf(text)).toBe('s3');
      expect(standardStores.locate(text).address).toBe(text);
      expect(standardStores.locate(`${text}/`).address).toBe(text);
    },
  );

  it('refuses an address of no kind of Store', () => {
    expect(() => createStoreRegistry([s3]).locate('photos')).toThrow(/begins with one of s3:\/\//);
  });
});

describe('an object by its address', () => {
  it.each([
    ['memory://photos/recipe.yaml', 'recipe.yaml'],
    ['memory://photos/settings/old/recipe.yaml', 'settings/old/recipe.yaml'],
  ])('is read from %s as it is at each time', async (address, key) => {
    const { registry, bucket } = memoryBuckets();
    const file = registry.locate(address);
    const store = bucket('photos');
    expect(await file.read()).toBeUndefined();
    await put(store, key, encode('variants: 2'));
    const first = await file.read();
    expect(await file.read()).toEqual(first);
    await put(store, key, encode('variants: 3'));
    const second = await file.read();
    expect(second?.bytes).toEqual(encode('variants: 3'));
    expect(second?.version).not.toBe(first?.version);
  });

  it.each(['s3://photos', 's3://photos/', 's3://photos/settings/'])('is not %s', async (address) => {
    await expect(standardStores.locate(address).read()).rejects.toThrow(UsageError);
    await expect(standardStores.locate(address).read()).rejects.toThrow(/as s3:\/\/bucket\/key/);
  });

  it('may be a link to a file elsewhere, but no folder', async () => {
    const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await writeFile(path.join(elsewhere, 'recipe.yaml'), 'variants: 2');
    await symlink(path.join(elsewhere, 'recipe.yaml'), path.join(folder, 'recipe.yaml'));
    const location = standardStores.locate(folder);
    expect((await location.at('recipe.yaml').read())?.bytes).toEqual(encode('variants: 2'));
    await expect(location.read()).rejects.toThrow(`cannot read ${folder}: it is a folder`);
  });
});

describe('the parent of a path', () => {
  it.each([
    ['a/b.jpg', 'a', 'b.jpg'],
    ['b.jpg', '.', 'b.jpg'],
    ['a/', '.', 'a'],
    ['..', path.resolve('../..'), path.basename(path.resolve('..'))],
    ['.', path.resolve('..'), path.basename(path.resolve('.'))],
  ])('of %s is %s', (address, parent, name) => {
    const found = standardStores.locate(address).parent();
    expect(found?.location.address).toBe(parent);
    expect(found?.name).toBe(name);
  });
});

describe('withPackages', () => {
  const missing = (name: string) =>
    Object.assign(new Error(`Cannot find package '${name}' imported from x`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });

  it('names the packages to install', async () => {
    const loading = withPackages(() => Promise.reject(missing('@aws-sdk/client-s3')));
    await expect(loading).rejects.toThrow(UsageError);
    await expect(loading).rejects.toThrow(/s3:\/\/ needs the packages @aws-sdk\/client-s3 .*npm install/);
  });

  it('leaves other errors as they are', async () => {
    const defect = missing('somewhere-else');
    await expect(withPackages(() => Promise.reject(defect))).rejects.toBe(defect);
  });
});
