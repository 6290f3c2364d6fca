import { randomUUID } from 'node:crypto';
import type { OutputStores } from '../../stores/open.js';
import type { Output } from '../../stores/store.js';
import { openJournal } from '../journal.js';
import type { Journal } from '../journal.js';
import { thisProcess } from '../journal-writer.js';
import type { Writer } from '../journal-writer.js';
import { readRecord } from '../record.js';
import { RunJournal } from '../run-journal.js';
import { writeOnce } from '../write-once.js';
import type { WriteOptions } from '../write-once.js';
import { recordOf } from './records.js';

/** A process that is gone when another one looks. */
export function anotherProcess(): Writer {
  return { ...thisProcess(), process: randomUUID() };
}

/** Does one Source as a run of its own does it, in a process that ends with an error of the work. */
export async function inRun<T>(
  stores: OutputStores,
  sourceKey: string,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const run = await RunJournal.open(stores, anotherProcess());
  const result = await work(openJournal(stores, run.id));
  run.finish(sourceKey);
  await run.close();
  return result;
}

/** Writes the outputs of a Source, and a Record of them, in a run of its own. */
export function writeInRun(
  stores: OutputStores,
  outputs: readonly Output[],
  options: WriteOptions = {},
  key = 'a/cat.jpg',
): Promise<number> {
  return inRun(stores, key, async (journal) =>
    writeOnce(stores, outputs, recordOf(outputs, key), await readRecord(stores.state, key), {
      ...options,
      journal,
    }),
  );
}

/** Leaves the journal of a process that ended after it had announced these outputs of a Source. */
export async function leaveJournal(
  stores: OutputStores,
  sourceKey: string,
  outputs: readonly Output[],
): Promise<void> {
  const run = await RunJournal.open(stores, anotherProcess());
  const files = recordOf(outputs, sourceKey).variants.map(({ image }) => image);
  await openJournal(stores, run.id).writing(
    sourceKey,
    files.map(({ key, sha256 }) => ({ key, sha256 })),
  );
}
