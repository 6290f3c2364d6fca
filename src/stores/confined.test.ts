import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { confinedStores } from './confined.js';
import { requireApart } from './require-apart.js';
import { standardStores } from './standard.js';
import { keysOf } from './testing/contract.js';
import { describeLocationContract } from './testing/locations.js';
import { memoryBuckets } from './testing/memory-buckets.js';

const OUT_OF_REACH = /is out of reach; only what lies below/;

describeLocationContract('A folder in reach', async () => {
  const folder = await temporaryFolder();
  return confinedStores(standardStores, [folder]).locate(path.join(folder, 'a'));
});
describeLocationContract('A prefix in reach', () => {
  const stores = confinedStores(memoryBuckets().registry, ['memory://bucket']);
  return Promise.resolve(stores.locate('memory://bucket/a'));
});

describe('confinedStores', () => {
  let top: string;
  let inside: string;
  const stores = () => confinedStores(standardStores, [inside]);

  beforeAll(async () => {
    top = await temporaryFolder();
    inside = path.join(top, 'inside');
    for (const name of ['inside/set', 'inside-more', 'outside'])
      await mkdir(path.join(top, name), { recursive: true });
    await writeFile(path.join(top, 'outside/secret'), 'x');
    await writeFile(path.join(inside, 'own'), 'x');
    await symlink('../outside', path.join(inside, 'link'));
    await symlink('../../outside/secret', path.join(inside, 'set/secret'));
    await symlink('../own', path.join(inside, 'set/own'));
    await symlink('../nowhere', path.join(inside, 'dangling'));
  });

  it.each(['', '..', '../outside', '../inside-more', 'set/../../outside'])('refuses %j', (relative) => {
    const address = relative === '' ? '/' : path.join(inside, relative);
    expect(() => stores().locate(address)).toThrow(OUT_OF_REACH);
  });

  it.each(['s3://bucket/a', 'a\0b'])('refuses %j', (address) => {
    expect(() => stores().locate(address)).toThrow(/out of reach|NUL/);
  });

  it('refuses keys that lead elsewhere, and what lies beside it', () => {
    expect(() => stores().locate(inside).at('../outside/secret')).toThrow(OUT_OF_REACH);
    expect(() => stores().locate(inside).beside()).toThrow(/out of reach; name a folder below it/);
    expect(stores().locate(inside).parent()).toBeUndefined();
    expect(stores().locate(path.join(inside, 'set')).parent()?.location.address).toBe(inside);
  });

  it('opens and reads nothing by a link that leads elsewhere', async () => {
    const link = stores().locate(path.join(inside, 'link'));
    for (const role of ['input', 'output', 'state'] as const)
      await expect(link.open(role), role).rejects.toThrow(OUT_OF_REACH);
    await expect(link.at('secret').read()).rejects.toThrow(OUT_OF_REACH);
    await expect(link.resolved()).rejects.toThrow(OUT_OF_REACH);
    await expect(stores().locate(path.join(inside, 'set/secret')).read()).rejects.toThrow(OUT_OF_REACH);
    const [set, out] = [path.join(inside, 'set'), path.join(inside, 'link/out')];
    await expect(requireApart(set, out, stores())).rejects.toThrow(OUT_OF_REACH);
  });

  it('follows links inside of an input only to what is in reach', async () => {
    const store = await stores().locate(path.join(inside, 'set')).open('input');
    expect(await keysOf(store)).toEqual(['own']);
    expect(store.leftOut).toEqual([{ name: 'secret', reason: 'link out of the folder' }]);
    expect((await store.read('own'))?.bytes.length).toBe(1);
    await expect(store.read('secret')).rejects.toThrow(/symbolic link leads out/);
    await expect(store.readStart('secret', 1)).rejects.toThrow(/symbolic link leads out/);
    await expect(store.hash('secret')).rejects.toThrow(/symbolic link leads out/);
  });

  it('reaches what was given by a link, under both names', async () => {
    const given = confinedStores(standardStores, [path.join(inside, 'link')]);
    const byLink = given.locate(path.join(inside, 'link/secret'));
    expect((await byLink.read())?.bytes.length).toBe(1);
    expect((await byLink.resolved()).address).toMatch(/outside.secret$/);
  });

  it('opens nothing by a link that leads nowhere yet', async () => {
    const dangling = stores().locate(path.join(inside, 'dangling'));
    await expect(dangling.open('output')).rejects.toThrow(OUT_OF_REACH);
    await expect(dangling.at('file').read()).rejects.toThrow(OUT_OF_REACH);
    await expect(stores().locate(path.join(inside, 'dangling')).read()).rejects.toThrow(OUT_OF_REACH);
  });
});
