import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../test/support/eventually.js';
import { temporaryFolder, writeFiles } from '../../test/support/folders.js';
import { watchDirectory } from './watch-directory.js';

describe('a directory under watch', () => {
  it('asks for work at first with no keys, then with those that are added, changed or removed', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'old.jpg': 'old' });
    const asked: string[][] = [];
    const watching = watchDirectory(
      folder,
      (keys) => {
        asked.push([...keys].sort());
        return Promise.resolve();
      },
      [],
    );
    const isAsked = (...calls: string[][]) =>
      eventually(() => {
        expect(asked.splice(0)).toEqual(calls);
      });
    await isAsked([]);
    await writeFiles(folder, { 'a.jpg': 'a', 'deep/Bru\u0308cke.txt': 'b' });
    await isAsked(['a.jpg', 'deep/Br\u00fccke.txt']);
    await writeFiles(folder, { 'old.jpg': 'changed' });
    await isAsked(['old.jpg']);
    await rm(path.join(folder, 'a.jpg'));
    await isAsked(['a.jpg']);
    await watching.close();
    expect(asked).toEqual([]);
  });

  it('includes files outside of it that are named', async () => {
    const parent = await temporaryFolder();
    await writeFiles(parent, { 'in/a.jpg': 'a', 'recipe.yaml': 'old', 'other.yaml': 'old' });
    const asked: string[][] = [];
    const work = (keys: ReadonlySet<string>) => {
      asked.push([...keys]);
      return Promise.resolve();
    };
    const watching = watchDirectory(path.join(parent, 'in'), work, [path.join(parent, 'recipe.yaml')]);
    await eventually(() => {
      expect(asked).toEqual([[]]);
    });
    await writeFiles(parent, { 'other.yaml': 'new', 'recipe.yaml': 'new' });
    await eventually(() => {
      expect(asked).toEqual([[], ['../recipe.yaml']]);
    });
    await watching.close();
  });

  it('collects what changes during the work for the next time', async () => {
    const folder = await temporaryFolder();
    const asked: string[][] = [];
    let finish: () => void = () => undefined;
    const watching = watchDirectory(
      folder,
      (keys) => {
        asked.push([...keys]);
        return new Promise<void>((resolve) => (finish = resolve));
      },
      [],
    );
    await eventually(() => {
      expect(asked).toEqual([[]]);
    });
    await writeFiles(folder, { 'a.jpg': 'a' });
    finish();
    await eventually(() => {
      expect(asked).toEqual([[], ['a.jpg']]);
    });
    const closed = watching.close();
    finish();
    await closed;
  });

  it('waits for the work under way when it is closed', async () => {
    let [begun, ended] = [false, false];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const watching = watchDirectory(
      await temporaryFolder(),
      async () => {
        begun = true;
        await held;
        await nextTurn();
        ended = true;
      },
      [],
    );
    await eventually(() => {
      expect(begun).toBe(true);
    });
    const closed = watching.close();
    release();
    await closed;
    expect(ended).toBe(true);
  });

  it('fails with what the work throws, at first and later', async () => {
    const folder = await temporaryFolder();
    const atFirst = watchDirectory(folder, () => Promise.reject(new Error('broken at first')), []);
    await expect(atFirst.failed).rejects.toThrow('broken at first');
    await atFirst.close();
    let times = 0;
    const later = watchDirectory(
      folder,
      () => (times++ === 0 ? Promise.resolve() : Promise.reject(new Error('broken later'))),
      [],
    );
    const failed = expect(later.failed).rejects.toThrow('broken later');
    await eventually(() => {
      expect(times).toBe(1);
    });
    await writeFiles(folder, { 'a.jpg': 'a' });
    await failed;
    await later.close();
  });
});
