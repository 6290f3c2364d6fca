import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { ConflictError, ImageError, StoreError } from '../core/errors.js';
import { openStores } from '../stores/open.js';
import type { Stores } from '../stores/open.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import { openJournal } from './journal.js';
import type { Journal } from './journal.js';
import { readRecord } from './record.js';
import { RunJournal } from './run-journal.js';
import { outputsOf, recordOf } from './testing/records.js';
import { anotherProcess, inRun } from './testing/runs.js';
import { EarlyOutputs, writeOnce } from './write-once.js';

const KEY = 'a/cat.jpg';

async function folder(): Promise<Stores> {
  const base = await temporaryFolder();
  return openStores(path.join(base, 'in'), path.join(base, 'out'));
}

function bucket(): Promise<Stores> {
  return Promise.resolve({ input: memoryStore(), output: memoryStore(), state: memoryStore() });
}

const early = (stores: Stores, journal: Journal, dryRun = false) =>
  new EarlyOutputs(stores, KEY, undefined, journal, dryRun);
/** The journal of a process that will have ended when another one looks. */
const journalOf = async (stores: Stores) =>
  openJournal(stores, (await RunJournal.open(stores, anotherProcess())).id);
const all = outputsOf({ 'a/1': 'one', 'a/2': 'two', 'a/3': 'three' });

describe.each([
  { where: 'a folder', open: folder },
  { where: 'a bucket', open: bucket },
])('outputs that are written early in $where', ({ open }) => {
  it('are those of the Record in the end', async () => {
    const stores = await open();
    await inRun(stores, KEY, async (journal) => {
      const outputs = early(stores, journal);
      await outputs.write(all.slice(0, 1));
      await outputs.write(all.slice(1, 2));
      expect(await writeOnce(stores, all.slice(2), recordOf(all), undefined, { journal })).toBe(1);
      expect([outputs.count, outputs.bytes]).toEqual([2, 6]);
    });
    expect(await keysOf(stores.output)).toEqual(['a/1', 'a/2', 'a/3']);
    expect(await keysOf(stores.state)).toEqual(['records/a/cat.jpg.json']);
  });

  it('are found and completed after a crash', async () => {
    const stores = await open();
    await early(stores, await journalOf(stores)).write(all.slice(0, 2));
    const changed = outputsOf({ 'a/1': 'ONE', 'a/2': 'two', 'a/3': 'three' });
    const journal = await journalOf(stores);
    expect(await writeOnce(stores, changed, recordOf(changed), undefined, { journal })).toBe(2);
    expect((await readRecord(stores.state, KEY))?.record).toEqual(recordOf(changed));
  });

  it('leave nothing where another file is in the way, or the image fails', async () => {
    const stores = await open();
    const outputs = early(stores, await journalOf(stores));
    const failing = outputs.orWithdrawn(async () => {
      await outputs.write(all.slice(0, 2));
      throw new ImageError('too large');
    });
    await expect(failing).rejects.toThrow(ImageError);
    expect(await keysOf(stores.output)).toEqual([]);

    await stores.output.create('a/2', new TextEncoder().encode('precious'));
    if ('put' in stores.output) memoryPut(stores, 'a/2', 'precious');
    const again = early(stores, await journalOf(stores));
    const conflict = again.orWithdrawn(async () => {
      await again.write(all.slice(0, 1));
      await again.write(all.slice(1));
    });
    await expect(conflict).rejects.toThrow(ConflictError);
    expect(await keysOf(stores.output)).toEqual(['a/2']);
  });

  it('stay where the Store failed: the next attempt completes them', async () => {
    const stores = await open();
    const outputs = early(stores, await journalOf(stores));
    const failing = outputs.orWithdrawn(async () => {
      await outputs.write(all.slice(0, 2));
      throw new StoreError('slow down', true);
    });
    await expect(failing).rejects.toThrow(StoreError);
    const journal = await journalOf(stores);
    expect(await writeOnce(stores, all, recordOf(all), undefined, { journal })).toBe(1);
  });

  it('are only compared in a dry run', async () => {
    const stores = await open();
    await early(stores, await journalOf(stores), true).write(all);
    expect([await keysOf(stores.output), await keysOf(stores.state)]).toEqual([[], []]);
  });
});

/** Writes as another program does: without a signature. */
function memoryPut({ output }: Stores, key: string, content: string): void {
  (output as ReturnType<typeof memoryStore>).put(key, new TextEncoder().encode(content));
}
