import { statSync } from 'node:fs';
import { rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../test/support/folders.js';
import type { Listed, Store } from '../store.js';
import { DirectoryStore } from './directory.js';
import { stampOf, timesOf } from './times.js';

/** Waits until a file is old enough to have a version. */
async function settled(file: string): Promise<string> {
  await vi.waitFor(
    () => {
      expect(timesOf(statSync(file))).toBeDefined();
    },
    { timeout: 30_000, interval: 100 },
  );
  return timesOf(statSync(file))!;
}

async function listed(store: Store): Promise<Listed[]> {
  const found: Listed[] = [];
  for await (const one of store.list()) found.push(one);
  return found;
}

describe('trusted times', () => {
  it('say nothing of a file that has just changed', async () => {
    const file = path.join(await temporaryFolder(), 'a.jpg');
    await writeFile(file, 'x');
    expect(timesOf(statSync(file))).toBeUndefined();
    expect(timesOf(undefined)).toBeUndefined();
  });

  it('are the version in a listing and of what is read, and change with every file that is put there', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'a.jpg');
    const store = new DirectoryStore(folder, { readsOutside: true, trustTimes: true });
    await writeFile(file, 'one');
    const { mtime } = statSync(file);
    const first = await settled(file);
    expect(await listed(store)).toEqual([{ key: 'a.jpg', size: 3, version: first }]);
    expect((await store.read('a.jpg'))!.version).toBe(first);

    await rm(file);
    await writeFile(file, 'two');
    await utimes(file, mtime, mtime);
    expect(await settled(file)).not.toBe(first);
  });

  it('are no versions where nobody asked for it', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'a.jpg'), 'one');
    await settled(path.join(folder, 'a.jpg'));
    const store = new DirectoryStore(folder);
    expect(await listed(store)).toEqual([{ key: 'a.jpg', size: 3 }]);
  });
});

describe('the stamp of a file', () => {
  const changed = (millisecondsAgo: number, fraction: number) => {
    const time = Math.floor(Date.now() / 1000) * 1000 - millisecondsAgo + fraction;
    return { size: 1, mtimeMs: time, ctimeMs: time, ino: 1 };
  };

  it('says nothing of a file that has just changed', () => {
    expect(stampOf(changed(0, 999))).toBeUndefined();
    expect(stampOf(changed(-5000, 0.5))).toBeUndefined();
  });

  it('is trusted sooner where the file system notes fractions of a second', () => {
    expect(stampOf(changed(1000, 1.5))).toBeDefined();
    expect(stampOf(changed(1000, 0))).toBeUndefined();
    expect(stampOf(changed(4000, 0))).toBeDefined();
  });

  it('is in the listings of a state alone', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'a'), 'one');
    await settled(path.join(folder, 'a'));
    const [one] = await listed(new DirectoryStore(folder, { ownsFolders: true }));
    expect(one).toEqual({ key: 'a', size: 3, stamp: timesOf(statSync(path.join(folder, 'a'))) });
    expect(await listed(new DirectoryStore(folder))).toEqual([{ key: 'a', size: 3 }]);
  });
});
