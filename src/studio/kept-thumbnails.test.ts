import { readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { KeptThumbnails } from './kept-thumbnails.js';

const MOST = 10_000;
const picture = (byte: number, length = 1000) => new Uint8Array(length).fill(byte);

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
}

it('keeps a picture for whoever uses the same folder', async () => {
  const folder = await temporaryFolder();
  const [one, other] = [new KeptThumbnails(folder, MOST), new KeptThumbnails(folder, MOST)];
  expect(await one.get('a')).toBeUndefined();
  await Promise.all([one.put('a', picture(1)), other.put('a', picture(1)), other.put('b', picture(2))]);
  for (const kept of [one, other]) {
    expect(await kept.get('a')).toEqual(Buffer.from(picture(1)));
    expect(await kept.get('b')).toEqual(Buffer.from(picture(2)));
  }
  expect(await filesOf(folder)).toHaveLength(2);
});

it('goes on where the folder was removed meanwhile', async () => {
  const folder = path.join(await temporaryFolder(), 'thumbnails');
  const kept = new KeptThumbnails(folder, MOST);
  await kept.put('a', picture(1));
  await rm(folder, { recursive: true });
  expect(await kept.get('a')).toBeUndefined();
  // The first one finds out.
  await kept.put('a', picture(1));
  await kept.put('a', picture(1));
  expect(await kept.get('a')).toEqual(Buffer.from(picture(1)));
});

it('takes a broken file for none', async () => {
  const folder = await temporaryFolder();
  const kept = new KeptThumbnails(folder, MOST);
  for (const damage of [(file: string) => truncate(file, 500), (file: string) => writeFile(file, '')]) {
    await kept.put('a', picture(1));
    await damage((await filesOf(folder))[0]!);
    expect(await kept.get('a')).toBeUndefined();
  }
});

it('removes what was made first where it becomes too much', async () => {
  const folder = await temporaryFolder();
  const large = picture(1, 33 * 2 ** 20);
  const kept = new KeptThumbnails(folder, 80 * 2 ** 20);
  for (const [i, id] of ['a', 'b', 'c'].entries()) {
    const before = new Set(await filesOf(folder));
    await kept.put(id, large);
    const [made] = (await filesOf(folder)).filter((file) => !before.has(file));
    if (made !== undefined) await utimes(made, i, i);
  }
  expect(await kept.get('a')).toBeUndefined();
  expect(await kept.get('c')).toBeDefined();
});

it('shows pictures where none can be kept', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'a file');
  await writeFile(file, '');
  const kept = new KeptThumbnails(path.join(file, 'below'), MOST);
  await kept.put('a', picture(1));
  expect(await kept.get('a')).toBeUndefined();
});
