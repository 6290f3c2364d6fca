import { EMPTY_INVENTORY } from '../dataset/testing/inventory.js';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/source.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import { listRecords, readRecord } from './record.js';
import type { RecordSummary } from './record.js';
import { RunJournal } from './run-journal.js';
import { clearStaleOutputs, NO_STALE_OUTPUTS } from './stale-outputs.js';
import type { StaleOutputs } from './stale-outputs.js';
import { contentsOf, memoryStores } from './testing/faults.js';
import type { MemoryStores } from './testing/faults.js';
import { outputsOf } from './testing/records.js';
import { anotherProcess, leaveJournal, writeInRun } from './testing/runs.js';

function datasetOf(...keys: string[]): Dataset {
  const sources = keys.map((key) => ({ key, size: 1, role: 'augment' as const }));
  const layout = { hasSplits: false, placements: [], imageFolders: [], labelFolders: [], labelFormats: {} };
  return {
    sources,
    layout,
    files: [],
    lists: [],
    shared: [],
    unread: [],
    undecided: [],
    labelVersions: new Map(),
    failures: [],
    inventory: EMPTY_INVENTORY,
    warnings: [],
  };
}

async function write(stores: MemoryStores, key: string, files: Readonly<Record<string, string>>) {
  await writeInRun(stores, outputsOf(files), {}, key);
}

/** Clears as a run does it. @param records absent: all that there are */
async function clear(
  stores: MemoryStores,
  dataset: Dataset,
  which: { readonly delete: boolean; readonly gone?: ReadonlySet<string> },
  records?: readonly RecordSummary[],
): Promise<StaleOutputs> {
  const all = records ? [...records] : [];
  if (!records) for await (const record of listRecords(stores.state)) all.push(record);
  const journal = await RunJournal.open(stores, anotherProcess());
  const cleared = await clearStaleOutputs(stores, dataset, all, which, journal);
  await journal.close();
  return cleared;
}

/** a.jpg once had a second variant; b.jpg shares its labels with a.jpg. */
async function begin() {
  const stores = memoryStores(false);
  await write(stores, 'a.jpg', { 'a.v1': '1', 'a.v2': '2' });
  await write(stores, 'a.jpg', { 'a.v1': '1', shared: 's' });
  await write(stores, 'b.jpg', { 'b.v1': '1', shared: 's' });
  return stores;
}

describe('stale outputs', () => {
  it('are reported, and stay', async () => {
    const stores = await begin();
    const before = await contentsOf(stores.state);
    const found = await clear(stores, datasetOf('a.jpg'), { delete: false });
    expect(found).toEqual({ left: ['a.v2', 'b.v1'], removed: [], edited: [] });
    expect(await keysOf(stores.output)).toEqual(['a.v1', 'a.v2', 'b.v1', 'shared']);
    expect(await contentsOf(stores.state)).toEqual(before);
  });

  it('are removed with their lists in the state, except outputs that a present Source makes too', async () => {
    const stores = await begin();
    const found = await clear(stores, datasetOf('a.jpg'), { delete: true });
    expect(found).toEqual({ left: [], removed: ['a.v2', 'b.v1'], edited: [] });
    expect(await keysOf(stores.output)).toEqual(['a.v1', 'shared']);
    expect(await keysOf(stores.state)).toEqual(['records/a.jpg.json']);
  });

  it('are removed for the named Sources only, if requested', async () => {
    const stores = await begin();
    const found = await clear(stores, datasetOf('a.jpg'), {
      delete: false,
      gone: new Set(['b.jpg']),
    });
    expect(found).toEqual({ left: ['a.v2'], removed: ['b.v1'], edited: [] });
    expect(await keysOf(stores.state)).toEqual(['records/a.jpg.json', 'stale-outputs/a.jpg.json']);
  });

  it('that were changed since are no longer ours: they stay, and are named where they were to be removed', async () => {
    const stores = await begin();
    stores.output.put('b.v1', new TextEncoder().encode('edited'));
    expect(await clear(stores, datasetOf('a.jpg'), { delete: false })).toEqual({
      ...{ left: ['a.v2'], removed: [], edited: [] },
    });
    expect(await clear(stores, datasetOf('a.jpg'), { delete: true })).toEqual({
      ...{ left: [], removed: ['a.v2'], edited: ['b.v1'] },
    });
    expect((await contentsOf(stores.output))['b.v1']).toBe('edited');
  });

  it('are sorted, whichever list they come from', async () => {
    const stores = memoryStores(false);
    await write(stores, 'b.jpg', { 'b.v1': '1', 'b.v2': '2' });
    await write(stores, 'b.jpg', { 'b.v1': '1' });
    await write(stores, 'a.jpg', { 'a.v1': '1' });
    for (const [remove, found] of [
      [false, { left: ['a.v1', 'b.v2'], removed: [], edited: [] }],
      [true, { left: [], removed: ['a.v1', 'b.v2'], edited: [] }],
    ] as const)
      expect(await clear(stores, datasetOf('b.jpg'), { delete: remove })).toEqual(found);
  });

  it('do not include what a present Source is about to write', async () => {
    const stores = memoryStores(false);
    await write(stores, 'a.jpg', { 'a.v1': '1' });
    await stores.output.create('a.v2', outputsOf({ 'a.v2': 'half' })[0]!.bytes);
    await leaveJournal(stores, 'a.jpg', outputsOf({ 'a.v2': 'half' }));
    const before = await keysOf(stores.state);
    expect(await clear(stores, datasetOf('a.jpg'), { delete: true })).toEqual(NO_STALE_OUTPUTS);
    expect(await keysOf(stores.state)).toEqual(before);
    expect(await keysOf(stores.output)).toEqual(['a.v1', 'a.v2']);
  });

  it('are looked for without reading the Records of present Sources, where nothing is stale', async () => {
    const reads: string[] = [];
    const state = memoryStore((what, key) => what === 'read' && reads.push(key));
    const stores = { ...memoryStores(true), state };
    await write(stores, 'a.jpg', { 'a.v1': '1' });
    const { record } = (await readRecord(state, 'a.jpg'))!;
    reads.length = 0;
    const found = await clear(stores, datasetOf('a.jpg'), { delete: true }, [record]);
    expect(found).toEqual(NO_STALE_OUTPUTS);
    expect(reads).toEqual([]);
  });

  it('that an interrupted run left of a deleted Source are removed', async () => {
    const stores = memoryStores(false);
    const { bytes } = outputsOf({ 'c.v1': 'half' })[0]!;
    await stores.output.create('c.v1', bytes);
    await leaveJournal(stores, 'c.jpg', outputsOf({ 'c.v1': 'half' }));
    const found = await clear(stores, datasetOf(), { delete: true });
    expect(found.removed).toEqual(['c.v1']);
    expect(await keysOf(stores.state)).toEqual([]);
  });

  it('do not include those of a Source that failed', async () => {
    const stores = await begin();
    const failures = [{ key: 'b.jpg', reason: 'it is damaged' }];
    const found = await clear(stores, { ...datasetOf('a.jpg'), failures }, { delete: true });
    expect(found.removed).toEqual(['a.v2']);
  });
});
