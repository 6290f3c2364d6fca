import { describe, expect, it } from 'vitest';
import { ConflictError, ConcurrentUpdateError } from '../core/errors.js';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import { listDeferred } from './deferred.js';
import { readStaleOutputs } from './output-files.js';
import { readRecord } from './record.js';
import { contentsOf } from './testing/faults.js';
import { outputsOf, recordOf } from './testing/records.js';
import { NO_JOURNAL } from './journal.js';
import { inRun, leaveJournal } from './testing/runs.js';
import { rehearseWrite, writeOnce } from './write-once.js';

const KEY = 'a/cat.jpg';
const RECORD = `records/${KEY}.json`;
const ONE = outputsOf({ 'a/1': 'one' });
const TWO = outputsOf({ 'a/1': 'one', 'a/2': 'two' });

/** Two Stores and all requests to them. */
function begin({ signs = true } = {}) {
  const requests: string[] = [];
  const open = (name: string) =>
    memoryStore((what, key) => requests.push(`${name}: ${what} ${key}`), { signs });
  return { requests, output: open('output'), state: open('state') };
}

describe('the requests of writeOnce to a bucket', () => {
  it('are one for each file of a new Source', async () => {
    const stores = begin();
    await writeOnce(stores, TWO, recordOf(TWO), undefined);
    expect(stores.requests).toEqual(['output: create a/1', 'output: create a/2', `state: create ${RECORD}`]);
  });

  it('write no output again that is there', async () => {
    const stores = begin();
    await writeOnce(stores, TWO, recordOf(TWO), undefined);
    const previous = await readRecord(stores.state, KEY);
    stores.requests.length = 0;
    expect(await writeOnce(stores, TWO, recordOf(TWO), previous)).toBe(0);
    expect(stores.requests.filter((request) => request.startsWith('output'))).toEqual([
      'output: read a/1',
      'output: read a/2',
    ]);
  });
});

describe('a rehearsal', () => {
  it('finds a file that is in the way, and writes nothing', async () => {
    const stores = begin({ signs: false });
    const rehearse = () =>
      inRun(stores, KEY, (journal) => rehearseWrite(stores, TWO, KEY, undefined, journal));
    expect(await rehearse()).toBe(0);
    stores.output.put('a/2', new TextEncoder().encode('precious'));
    await expect(rehearse()).rejects.toThrow(ConflictError);
    expect([await keysOf(stores.state), await contentsOf(stores.output)]).toEqual([
      [],
      { 'a/2': 'precious' },
    ]);
  });

  it('knows what earlier tasks left', async () => {
    const stores = begin({ signs: false });
    stores.output.put('a/1', new TextEncoder().encode('half'));
    await leaveJournal(stores, KEY, outputsOf({ 'a/1': 'half' }));
    await inRun(stores, KEY, async (journal) => {
      expect(await rehearseWrite(stores, TWO, KEY, undefined, journal)).toBe(0);
    });
  });
});

describe('an output that does not sign', () => {
  it('is refused without a journal, which would protect it', async () => {
    const stores = begin({ signs: false });
    const writing = writeOnce(stores, ONE, recordOf(ONE), undefined, { journal: NO_JOURNAL });
    await expect(writing).rejects.toThrow('needs a journal');
    expect(stores.requests).toEqual([]);
  });
});

describe('what a failed task leaves', () => {
  it('is everything it wrote if a Store fails, since the next attempt completes it', async () => {
    for (const broken of ['output', 'state'] as const) {
      const stores = begin();
      const fails = () => Promise.reject(new Error('no answer'));
      const create = (key: string, bytes: Uint8Array) =>
        key === 'a/1' ? stores.output.create(key, bytes) : fails();
      const faulty = { ...stores, [broken]: { ...stores[broken], create } };
      await expect(writeOnce(faulty, TWO, recordOf(TWO), undefined)).rejects.toThrow('no answer');
      expect(await contentsOf(stores.output)).toMatchObject({ 'a/1': 'one' });
    }
  });

  it('is what was there before, if a foreign file is in the way', async () => {
    const stores = begin();
    await stores.output.create('a/1', ONE[0]!.bytes);
    stores.output.put('a/2', new TextEncoder().encode('precious'));
    await expect(writeOnce(stores, TWO, recordOf(TWO), undefined)).rejects.toThrow(ConflictError);
    expect(await contentsOf(stores.output)).toEqual({ 'a/1': 'one', 'a/2': 'precious' });
  });

  it('is what the Record of a faster task holds', async () => {
    const stores = begin();
    const create = async (key: string, bytes: Uint8Array) => {
      await writeOnce(stores, ONE, recordOf(ONE), undefined);
      return stores.state.create(key, bytes);
    };
    const slower = { ...stores, state: { ...stores.state, create } };
    await expect(writeOnce(slower, TWO, recordOf(TWO), undefined)).rejects.toThrow(ConcurrentUpdateError);
    expect(await contentsOf(stores.output)).toEqual({ 'a/1': 'one' });
    expect((await readRecord(stores.state, KEY))?.record).toEqual(recordOf(ONE));
  });
});

describe('what a Source no longer has', () => {
  it('is no longer stale when it is made again', async () => {
    const { output, state } = begin();
    for (const outputs of [TWO, ONE, TWO])
      await writeOnce({ output, state }, outputs, recordOf(outputs), await readRecord(state, KEY));
    expect(await readStaleOutputs(state, KEY)).toEqual([]);
    expect(await keysOf(state)).toEqual([RECORD]);
  });

  it('makes its label files wait for a reconciliation where their outputs were removed', async () => {
    for (const [stalePolicy, waiting] of [
      ['remove', ['a/x.txt']],
      ['keep', []],
    ] as const) {
      const { output, state } = begin();
      const write = async (...labelFiles: string[]) =>
        writeOnce({ output, state }, ONE, { ...recordOf(ONE), labelFiles }, await readRecord(state, KEY), {
          stalePolicy,
        });
      await write('a/x.txt', 'a/y.txt');
      expect(await listDeferred(state)).toEqual([]);
      await write('a/y.txt');
      expect((await listDeferred(state)).map(({ key }) => key)).toEqual(waiting);
    }
  });
});
