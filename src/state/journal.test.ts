import { describe, expect, it } from 'vitest';
import { ConflictError, StoreError } from '../core/errors.js';
import { readOnly } from '../stores/read-only.js';
import { keysOf } from '../stores/testing/contract.js';
import { readJournals } from './journal-file.js';
import { NO_JOURNAL, openJournal } from './journal.js';
import { RunJournal } from './run-journal.js';
import { contentsOf, memoryStores } from './testing/faults.js';
import { outputsOf } from './testing/records.js';
import { anotherProcess, leaveJournal, writeInRun } from './testing/runs.js';

const KEY = 'a/cat.jpg';
const FILES = [{ key: 'a/1', sha256: '1' }];
const RUN = { run: 'run', writer: anotherProcess() };
const KINDS = [{ appends: true }, { appends: false }];

const folders = (appends = true) => memoryStores(false, appends);
const lineOf = (step: object) => `\n${JSON.stringify({ time: 1, ...step })}`;

/** What is unfinished in each journal. */
async function unfinishedIn({ state }: ReturnType<typeof folders>) {
  return (await readJournals(state)).map(({ unfinished }) => Object.fromEntries(unfinished));
}

describe.each(KINDS)('a journal (appends: $appends)', ({ appends }) => {
  it('knows the outputs of a Source from before they are written until its Record is', async () => {
    const stores = folders(appends);
    const journal = openJournal(stores, RUN);
    expect([await journal.filesOf(KEY), await journal.isInterrupted(KEY)]).toEqual([[], false]);
    await journal.writing(KEY, FILES);
    expect(await unfinishedIn(stores)).toEqual([{ [KEY]: { files: FILES, isInWork: false } }]);
    for (const reader of [journal, openJournal(stores, RUN)])
      expect([await reader.filesOf(KEY), await reader.isInterrupted(KEY)]).toEqual([FILES, true]);
    await journal.done(KEY);
    for (const reader of [journal, openJournal(stores, RUN)])
      expect([await reader.filesOf(KEY), await reader.isInterrupted(KEY)]).toEqual([[], false]);
  });

  it('is read again where another run may have begun', async () => {
    const stores = folders(appends);
    const journal = openJournal(stores, RUN);
    expect(await journal.filesOf(KEY)).toEqual([]);
    await openJournal(stores, RUN).writing(KEY, FILES);
    expect(await journal.filesOf(KEY)).toEqual([]);
    expect(await journal.filesNow(KEY)).toEqual(FILES);
  });

  it('writes nothing in a dry run, and reads', async () => {
    const stores = folders(appends);
    await openJournal(stores, RUN).writing(KEY, FILES);
    const before = await contentsOf(stores.state);
    const dry = openJournal({ output: readOnly(stores.output), state: readOnly(stores.state) }, RUN);
    expect(await dry.filesOf(KEY)).toEqual(FILES);
    expect(await dry.working(KEY, () => Promise.resolve('made'))).toBe('made');
    await expect(dry.working(KEY, () => Promise.reject(new Error('damaged')))).rejects.toThrow('damaged');
    expect(await contentsOf(stores.state)).toEqual(before);
  });

  it('lets outputs be replaced that another run began after this one had read the journals', async () => {
    const stores = folders(appends);
    const [old, next] = [outputsOf({ 'a/1': 'old' }), outputsOf({ 'a/1': 'new' })];
    await stores.output.create('a/1', old[0]!.bytes);
    await expect(writeInRun(stores, next)).rejects.toThrow(ConflictError);
    const begun = { ...stores.state };
    let reads = 0;
    begun.list = async function* (prefix) {
      // The run reads the journals when it begins, and its first task does.
      if (prefix === 'journal/' && ++reads === 3) await leaveJournal(stores, KEY, old);
      yield* stores.state.list(prefix);
    };
    expect(await writeInRun({ ...stores, state: begun }, next)).toBe(1);
    expect(await contentsOf(stores.output)).toEqual({ 'a/1': 'new' });
  });
});

describe('a journal that is appended to', () => {
  it('names the image in work, until it fails or its outputs follow', async () => {
    const stores = folders();
    const journal = openJournal(stores, RUN);
    const inWork = { [KEY]: { files: [], isInWork: true } };
    await journal.working(KEY, async () => {
      expect(await unfinishedIn(stores)).toEqual([inWork]);
    });
    expect([await unfinishedIn(stores), await journal.isInterrupted(KEY)]).toEqual([[inWork], false]);
    await journal.writing(KEY, FILES);
    expect(await unfinishedIn(stores)).toEqual([{ [KEY]: { files: FILES, isInWork: false } }]);
    // Another attempt knows what the first one may have left.
    const failing = journal.working(KEY, async () => {
      expect(await unfinishedIn(stores)).toEqual([{ [KEY]: { files: FILES, isInWork: true } }]);
      throw new Error('damaged');
    });
    await expect(failing).rejects.toThrow('damaged');
    expect(await unfinishedIn(stores)).toEqual([{ [KEY]: { files: FILES, isInWork: false } }]);
    await expect(journal.working('b.jpg', () => Promise.reject(new Error('damaged')))).rejects.toThrow();
    await journal.done(KEY);
    expect(await unfinishedIn(stores)).toEqual([{}]);
  });

  it('is begun anew when it is long, with what is unfinished', async () => {
    const stores = folders();
    const journal = openJournal(stores, RUN);
    const many = Array.from({ length: 1000 }, (_, i) => ({ key: `${i}`, sha256: '0'.repeat(64) }));
    await journal.writing(KEY, FILES);
    for (let i = 0; i < 30; i++) {
      await journal.writing(`${i}.jpg`, many);
      await journal.done(`${i}.jpg`);
    }
    const keys = await keysOf(stores.state);
    expect(keys).toHaveLength(1);
    expect((await stores.state.stat(keys[0]!))!.size).toBeLessThan(1_300_000);
    expect(stores.state.writes.size).toBe(3);
    expect(await unfinishedIn(stores)).toEqual([{ [KEY]: { files: FILES, isInWork: false } }]);
  });

  it('loses nothing by a line that a full disk cut off', async () => {
    const stores = folders();
    const { append } = stores.state;
    let isFull = false;
    const state = {
      ...stores.state,
      append: async (key: string, bytes: Uint8Array) => {
        await append!(key, isFull ? bytes.subarray(0, bytes.length / 2) : bytes, false);
        if (isFull) throw new StoreError('the disk is full', false);
      },
    };
    const journal = openJournal({ ...stores, state }, RUN);
    await journal.writing('a.jpg', FILES);
    isFull = true;
    await expect(journal.writing('b.jpg', FILES)).rejects.toThrow('the disk is full');
    isFull = false;
    await journal.writing('c.jpg', FILES);
    const left = { files: FILES, isInWork: false };
    expect(await unfinishedIn(stores)).toEqual([{ 'a.jpg': left, 'c.jpg': left }]);
  });
});

describe('a journal file', () => {
  it('is read without what a crash cut off and a power failure damaged', async () => {
    const stores = folders();
    const lines = [
      '\n{"version":1}',
      lineOf({ step: 'write', source: KEY, files: FILES }),
      '\n\0\0\0\0',
      lineOf({ step: 'write', source: 'b.jpg', files: FILES }).slice(0, -5),
    ];
    stores.state.put('journal/x.jsonl', new TextEncoder().encode(lines.join('')));
    stores.state.put('journal/y.jsonl', new Uint8Array());
    expect(await unfinishedIn(stores)).toEqual([{ [KEY]: { files: FILES, isInWork: false } }, {}]);
  });

  it('of another version is refused by its name', async () => {
    const stores = folders();
    stores.state.put('journal/x.jsonl', new TextEncoder().encode('\n{"version":2}'));
    await expect(RunJournal.open(stores)).rejects.toThrow(
      /journal\/x\.jsonl has version 2, and this program reads version 1/,
    );
  });
});

describe('an output that signs', () => {
  it('has no journal', async () => {
    const stores = memoryStores(true);
    expect(openJournal(stores, RUN)).toBe(NO_JOURNAL);
    await writeInRun(stores, outputsOf({ 'a/1': 'one' }));
    expect(await keysOf(stores.state)).toEqual([`records/${KEY}.json`]);
  });
});
