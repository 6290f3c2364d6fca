import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/folders.js';
import { sha256 } from '../sha256.js';
import { KeyError } from '../../core/errors.js';
import { DirectoryStore } from './directory.js';
import { describeStoreContract, keysOf } from '../testing/contract.js';

const text = (content: string) => new TextEncoder().encode(content);

const content = (whole: string) => ({
  ...{ size: whole.length, sha256: sha256(whole) },
  pieces: async function* () {
    yield await Promise.resolve(text(whole));
  },
});

describeStoreContract(
  'DirectoryStore',
  async () => new DirectoryStore(path.join(await temporaryFolder(), 'root')),
);

describe('DirectoryStore', () => {
  it('hashes files of any size, one after the other', async () => {
    const root = await temporaryFolder();
    const store = new DirectoryStore(root);
    const part = 2 ** 20;
    for (const size of [0, 1, part - 1, part, part + 1, 2 * part, 2 * part + 3, 5]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => (i * i) % 251);
      await writeFile(path.join(root, 'a'), bytes);
      expect(await store.hash('a')).toEqual({ size, sha256: sha256(bytes), version: sha256(bytes) });
    }
  });

  it('does not follow links out of its root, neither of files nor of folders', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'root'));
    await mkdir(path.join(folder, 'outside'));
    await writeFile(path.join(folder, 'outside', 'secret'), 'x');
    await symlink(path.join(folder, 'outside', 'secret'), path.join(folder, 'root', 'file'));
    await symlink(path.join(folder, 'outside'), path.join(folder, 'root', 'folder'));
    const store = new DirectoryStore(path.join(folder, 'root'));
    expect(await keysOf(store)).toEqual([]);
    await expect(store.read('file')).rejects.toThrow(KeyError);
    await expect(store.read('folder/secret')).rejects.toThrow(/symbolic link leads out/);
    await expect(store.create('folder/new', text('x'))).rejects.toThrow(KeyError);
    expect(existsSync(path.join(folder, 'outside', 'new'))).toBe(false);
  });

  it('reads through links out of its root where that is allowed, and never writes there', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'root'));
    await mkdir(path.join(folder, 'outside'));
    await writeFile(path.join(folder, 'outside', 'file'), 'x');
    await symlink('../outside', path.join(folder, 'root', 'folder'));
    const store = new DirectoryStore(path.join(folder, 'root'), { readsOutside: true });
    expect(await keysOf(store)).toEqual(['folder/file']);
    expect(await keysOf(store, 'folder/f')).toEqual(['folder/file']);
    expect(store.followed).toEqual([{ key: 'folder' }]);
    const { bytes, version } = (await store.read('folder/file'))!;
    expect(bytes).toEqual(text('x'));
    await expect(store.create('folder/new', text('x'))).rejects.toThrow(KeyError);
    await expect(store.writeLarge('folder/new', content('x'))).rejects.toThrow(KeyError);
    await expect(store.writeLarge('folder/file', content('y'), version)).rejects.toThrow(KeyError);
    await expect(store.replace('folder/file', text('y'), version)).rejects.toThrow(KeyError);
    await expect(store.remove('folder/file', version)).rejects.toThrow(KeyError);
    expect(await readdir(path.join(folder, 'outside'))).toEqual(['file']);
  });

  it('names links that are not followed', async () => {
    const root = await temporaryFolder();
    await mkdir(path.join(root, 'a'));
    await writeFile(path.join(root, 'a', 'file'), 'x');
    await symlink('missing', path.join(root, 'b'));
    await symlink('b2', path.join(root, 'b2'));
    await symlink('..', path.join(root, 'a', 'up'));
    await symlink('..', path.join(root, 'out'));
    await symlink('a', path.join(root, 'again'));
    const store = new DirectoryStore(root);
    expect(await keysOf(store)).toEqual(['a/file', 'again/file']);
    expect(store.followed).toEqual([{ key: 'again', target: 'a' }]);
    expect(Object.fromEntries(store.leftOut.map(({ name, reason }) => [name, reason]))).toEqual({
      b: 'link to nothing',
      b2: 'link to nothing',
      out: 'link out of the folder',
      'a/up': 'link to a folder above it',
      'again/up': 'link to a folder above it',
    });
  });

  it.skipIf(process.platform === 'darwin')(
    'names files whose names are not UTF-8, as no key is their name',
    async () => {
      const root = await temporaryFolder();
      await writeFile(path.join(root, 'a'), 'x');
      await writeFile(path.join(root, 'whole\uFFFD'), 'x');
      await writeFile(
        Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff]), Buffer.from('.jpg')]),
        'x',
      );
      const store = new DirectoryStore(root);
      expect(await keysOf(store)).toEqual(['a', 'whole\uFFFD']);
      expect(store.leftOut).toEqual([{ name: 'bad\uFFFD.jpg', reason: 'no key' }]);
    },
  );

  it('follows links that stay inside', async () => {
    const root = await temporaryFolder();
    await writeFile(path.join(root, 'a'), 'xyz');
    await symlink('a', path.join(root, 'b'));
    expect((await new DirectoryStore(root).read('b'))?.bytes).toEqual(text('xyz'));
    expect(await keysOf(new DirectoryStore(root))).toEqual(['a', 'b']);
  });

  it('finds a file whose name is stored in another Unicode form', async () => {
    const root = await temporaryFolder();
    await writeFile(path.join(root, 'Cafe\u0301'), 'x');
    const store = new DirectoryStore(root);
    expect(await keysOf(store)).toEqual(['Caf\u00e9']);
    expect(await store.stat('Caf\u00e9')).toEqual({ size: 1 });
  });

  it('finds such a file and such a folder if another Store listed them', async () => {
    const root = await temporaryFolder();
    await mkdir(path.join(root, 'Cafe\u0301'));
    await writeFile(path.join(root, 'Cafe\u0301', 'Bru\u0308cke'), 'x');
    const store = new DirectoryStore(root);
    expect((await store.read('Caf\u00e9/Br\u00fccke'))?.bytes).toEqual(text('x'));
    expect(await store.read('Caf\u00e9/other\u00fc')).toBeUndefined();
  });

  it('lists two files once that differ in their Unicode form only, and notes them', async () => {
    const root = await temporaryFolder();
    await writeFile(path.join(root, 'Cafe\u0301'), 'x');
    await writeFile(path.join(root, 'Caf\u00e9'), 'y');
    await writeFile(path.join(root, 'other'), 'z');
    const store = new DirectoryStore(root);
    expect(await keysOf(store)).toEqual(['Caf\u00e9', 'other']);
    expect(store.leftOut).toEqual([{ name: 'Caf\u00e9', reason: 'file in two forms' }]);
    expect((await store.read('Caf\u00e9'))?.bytes).toEqual(text('y'));
  });

  it('lists one of two such folders, the one that is named by its key', async () => {
    const root = await temporaryFolder();
    for (const [name, file] of [
      ['Cafe\u0301', 'a'],
      ['Caf\u00e9', 'b'],
    ] as const) {
      await mkdir(path.join(root, name));
      await writeFile(path.join(root, name, file), file);
    }
    const store = new DirectoryStore(root);
    expect(await keysOf(store)).toEqual(['Caf\u00e9/b']);
    expect(store.leftOut).toEqual([{ name: 'Caf\u00e9', reason: 'folder in two forms' }]);
    expect((await store.read('Caf\u00e9/b'))?.bytes).toEqual(text('b'));
  });

  it('clears temporary files of dead processes and no others', async () => {
    const root = await temporaryFolder();
    const dead = `.augment-999999999-${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}.tmp`;
    const live = dead.replace('999999999', String(process.pid));
    for (const name of [dead, live, '.augment-notes.tmp']) await writeFile(path.join(root, name), 'x');
    await new DirectoryStore(root).tidy();
    expect((await readdir(root)).sort()).toEqual([live, '.augment-notes.tmp'].sort());
  });

  it('clears files of an earlier process that had the same number', async () => {
    const root = await temporaryFolder();
    const name = `.augment-${process.pid}-${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}.tmp`;
    await writeFile(path.join(root, name), 'x');
    await utimes(path.join(root, name), 0, 0);
    await new DirectoryStore(root).tidy();
    expect(await readdir(root)).toEqual([]);
  });

  it('clears empty folders only if all folders are its own', async () => {
    const root = await temporaryFolder();
    await mkdir(path.join(root, 'a/b/c'), { recursive: true });
    await mkdir(path.join(root, 'temporary'));
    await writeFile(path.join(root, 'a', 'file'), 'x');
    await new DirectoryStore(root).tidy();
    expect(await readdir(path.join(root, 'a/b'))).toEqual(['c']);
    await new DirectoryStore(root, { temporary: path.join(root, 'temporary'), ownsFolders: true }).tidy();
    expect((await readdir(root)).sort()).toEqual(['a', 'temporary']);
    expect(await readdir(path.join(root, 'a'))).toEqual(['file']);
  });

  it('clears the folder that a crash left without its file', async () => {
    const root = await temporaryFolder();
    await mkdir(path.join(root, 'a/b'), { recursive: true });
    expect(await new DirectoryStore(root).remove('a/b/c', 'any')).toBe(true);
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves no temporary file behind, and no empty folder after a removal', async () => {
    const folder = await temporaryFolder();
    const store = new DirectoryStore(path.join(folder, 'root'), {
      temporary: path.join(folder, 'temporary'),
    });
    await store.create('a/b/c', text('x'));
    await store.create('a/b/c', text('y'));
    const pieces = async function* () {
      yield await Promise.resolve(text('half'));
      throw new Error('broken off');
    };
    await expect(store.writeLarge('a/b/d', { size: 9, sha256: '', pieces })).rejects.toThrow('broken off');
    expect(await readdir(path.join(folder, 'temporary'))).toEqual([]);
    await store.remove('a/b/c', (await store.read('a/b/c'))!.version);
    expect(await readdir(path.join(folder, 'root'))).toEqual([]);
  });

  it('appends to nothing outside', async () => {
    const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await writeFile(path.join(elsewhere, 'precious'), 'x');
    await symlink(path.join(elsewhere, 'precious'), path.join(root, 'a'));
    await expect(new DirectoryStore(root).append('a', text('y'), false)).rejects.toThrow(/leads out of/);
    expect(await readFile(path.join(elsewhere, 'precious'), 'utf8')).toBe('x');
  });

  it('names a file that is in the way', async () => {
    const root = await temporaryFolder();
    await writeFile(path.join(root, 'a'), 'x');
    await expect(new DirectoryStore(root).create('a/b', text('x'))).rejects.toThrow(
      /a file has the name of a folder/,
    );
  });
});
