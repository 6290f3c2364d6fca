import { describe, expect, it } from 'vitest';
import { ConflictError } from '../core/errors.js';
import { sha256 } from '../stores/sha256.js';
import type { Output } from '../stores/store.js';
import { keysOf } from '../stores/testing/contract.js';
import type { Stores } from '../stores/open.js';
import { readJournals } from './journal-file.js';
import { listStaleOutputs } from './output-files.js';
import { listRecords, readRecord, recordedFiles } from './record.js';
import { contentsOf, FAULTS, failEverywhere, memoryStores } from './testing/faults.js';
import type { MemoryStores } from './testing/faults.js';
import { outputsOf, recordOf } from './testing/records.js';
import { writeInRun } from './testing/runs.js';
import { writeOnce } from './write-once.js';
import type { StalePolicy } from './write-once.js';

const FOREIGN = { 'a/cat.txt': 'precious', 'a/cat_jpg.v9.jpg': 'precious too' };
const FIRST = outputsOf({ 'a/1': 'one', 'a/2': 'two', 'a/3': 'three' });
const SECOND = outputsOf({ 'a/1': 'ONE', 'a/2': 'two' });

type OutputStores = Pick<Stores, 'output' | 'state'>;

const write =
  (outputs: readonly Output[], stalePolicy: StalePolicy) =>
  ({ output, state }: OutputStores) =>
    writeInRun({ output, state }, outputs, { stalePolicy });

async function putForeign({ output }: MemoryStores): Promise<void> {
  for (const [key, text] of Object.entries(FOREIGN)) output.put(key, new TextEncoder().encode(text));
  await Promise.resolve();
}

/** Every file is foreign, or a Record, a list or a signature shows that it is ours. */
async function expectAllKnown({ output, state }: MemoryStores): Promise<void> {
  const known = new Set(Object.keys(FOREIGN));
  const add = (files: readonly { readonly key: string }[]) => {
    for (const { key } of files) known.add(key);
  };
  for await (const record of listRecords(state)) add(recordedFiles(record));
  for await (const { files } of listStaleOutputs(state)) add(files);
  for (const { unfinished } of await readJournals(state))
    for (const { files } of unfinished.values()) add(files);
  for (const key of await keysOf(output))
    if (!known.has(key)) expect((await output.stat(key))?.signature, key).toBeDefined();
  expect(await contentsOf(output)).toMatchObject(FOREIGN);
}

describe.each(FAULTS)(
  'writeOnce, if an operation fails ($when, $kind, signs: $signs, appends: $appends)',
  (fault) => {
    it('makes the outputs of a new Source when it is called again', async () => {
      const failed = await failEverywhere(fault, putForeign, write(FIRST, 'keep'), expectAllKnown);
      expect(failed).toBeGreaterThan(3);
    });

    it.each(['keep', 'remove'] as const)('changes a Source that has a Record, and can %s', async (policy) => {
      const prepare = async (stores: MemoryStores) => {
        await putForeign(stores);
        await write(FIRST, 'keep')(stores);
      };
      const failed = await failEverywhere(fault, prepare, write(SECOND, policy), expectAllKnown);
      expect(failed).toBeGreaterThan(6);
    });

    it('never replaces a foreign file, and continues when that was moved away', async () => {
      const blocked = outputsOf({ 'a/1': 'one', 'a/cat.txt': 'labels' });
      const moved: string[] = [];
      const task = async (stores: OutputStores) => {
        try {
          await write(blocked, 'keep')(stores);
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
          const inTheWay = (await stores.output.read('a/cat.txt'))!;
          moved.push(new TextDecoder().decode(inTheWay.bytes));
          await stores.output.remove('a/cat.txt', inTheWay.version);
          await write(blocked, 'keep')(stores);
        }
      };
      await failEverywhere(fault, putForeign, task);
      expect(new Set(moved)).toEqual(new Set(['precious']));
    });
  },
);

describe('writeOnce, in a bucket', () => {
  it('recognises its own Record after the answer was lost', async () => {
    const { output, state } = memoryStores(true);
    // Like a client that sends the request again after the answer was lost.
    const sendTwice = async (key: string, bytes: Uint8Array) => {
      await state.create(key, bytes);
      return state.create(key, bytes);
    };
    const once = { output, state: { ...state, create: sendTwice } };
    expect(await writeOnce(once, FIRST, recordOf(FIRST), undefined)).toBe(3);
    expect((await readRecord(state, 'a/cat.jpg'))?.record).toEqual(recordOf(FIRST));
    expect(sha256((await output.read('a/1'))!.bytes)).toBe(sha256('one'));
  });
});
