import { ConcurrentUpdateError, ConflictError, StoreError } from '../core/errors.js';
import type { Stores } from '../stores/open.js';
import { sha256 } from '../stores/sha256.js';
import type { Output, Store } from '../stores/store.js';
import { noteDeferred } from './deferred.js';
import { fileKey } from './file-keys.js';
import { NO_JOURNAL } from './journal.js';
import type { Journal } from './journal.js';
import { ledgerOf, readStaleOutputs, writeStaleOutputs } from './output-files.js';
import type { OutputFile } from './output-files.js';
import { editedSince, findWriteStep, removeOutput, writeOutput } from './own-files.js';
import type { IsOurs, WriteStep, Written } from './own-files.js';
import { encodeRecord, readRecord, recordedFiles } from './record.js';
import type { HeldRecord, SourceRecord } from './record.js';

/** What happens to stale outputs, which a Source no longer makes: they are kept and reported, or removed. */
export type StalePolicy = 'keep' | 'remove';

export interface WriteOptions {
  /** `keep` by default. */
  readonly stalePolicy?: StalePolicy;
  /** Called while the outputs are being written. A Source that is gone by then gets no Record. */
  readonly isStillThere?: (() => Promise<boolean>) | undefined;
  /** Needed where the output does not sign. */
  readonly journal?: Journal | undefined;
}

type OutputStores = Pick<Stores, 'output' | 'state'>;

/** An output, and how it is written. */
interface Pending {
  readonly output: Output;
  readonly step: WriteStep;
}

/**
 * Writes the outputs of one Source, and its Record last. After a crash at any point, calling this again completes the
 * work: every unfinished file is in the old Record, equal to what is written now, or known as ours. A Store that signs
 * shows by the signature that a file is ours; otherwise the journal names it.
 * @param previous the Record that was valid until now, read before everything that the new Record describes
 * @returns how many output files were written; those already there are not
 * @throws ConflictError if a file that is not ours is in the way; then nothing of this call is left
 * @throws ConcurrentUpdateError if the present Record is not `previous`, or the Source is gone; then nothing of this
 * call is left except what the present Record holds
 */
export async function writeOnce(
  stores: OutputStores,
  outputs: readonly Output[],
  record: SourceRecord,
  previous: HeldRecord | undefined,
  { stalePolicy = 'keep', isStillThere, journal = NO_JOURNAL }: WriteOptions = {},
): Promise<number> {
  const { output, state } = stores;
  if (!output.signs && journal === NO_JOURNAL) throw new Error(`${output.location} needs a journal`);
  const made = recordedFiles(record);
  const known = await knownFiles(stores, record.key, previous, journal);
  const isOurs = ownership(output, known, record.key, journal);
  // A new Source of a bucket needs no check before: creating a file shows whether it exists.
  const isNew = output.signs && previous === undefined;
  const pending = isNew ? outputs.map(create) : await findPending(output, outputs, isOurs);

  await journal.writing(record.key, [...known, ...made]);
  const [writing, presence] = await Promise.allSettled([
    writeAll(output, pending, isOurs),
    isStillThere?.() ?? Promise.resolve(true),
  ]);
  const written = valueOf(writing);
  try {
    if (!valueOf(presence))
      throw new ConcurrentUpdateError(`${record.key} was removed while it was being augmented`);
    await handleStale(stores, record.key, staleAmong(known, made), known.length > 0, stalePolicy);
    if (stalePolicy === 'remove') await deferLostLabels(state, previous, record);
    await writeRecord(state, record, previous);
  } catch (error) {
    if (error instanceof ConcurrentUpdateError) await withdraw(stores, record.key, written.map(fileOf));
    throw error;
  }
  await journal.done(record.key);
  return written.length;
}

/**
 * Finds what would stop `writeOnce`, and writes nothing.
 * @returns 0, the number of files written
 * @throws ConflictError if a file that is not ours is in the way
 */
export async function rehearseWrite(
  stores: OutputStores,
  outputs: readonly Output[],
  sourceKey: string,
  previous: HeldRecord | undefined,
  journal: Journal,
): Promise<0> {
  const known = await knownFiles(stores, sourceKey, previous, journal);
  await findPending(stores.output, outputs, ownership(stores.output, known, sourceKey, journal));
  return 0;
}

/**
 * Writes outputs of a Source before all of them are made, so that they need not be held in memory until `writeOnce`. After a
 * crash, the next attempt finds them as those of an interrupted `writeOnce`.
 */
export class EarlyOutputs {
  /** Those that are written, whether they were there before or not. */
  private readonly files: OutputFile[] = [];
  /** Those that were not there before. */
  private readonly written: OutputFile[] = [];
  /** Total size of what was given to it. */
  bytes = 0;

  constructor(
    private readonly stores: OutputStores,
    private readonly sourceKey: string,
    private readonly previous: HeldRecord | undefined,
    private readonly journal: Journal,
    private readonly dryRun: boolean,
  ) {}

  get count(): number {
    return this.written.length;
  }

  /** @throws ConflictError if a file that is not ours is in the way */
  async write(outputs: readonly Output[]): Promise<void> {
    const { stores, sourceKey, journal } = this;
    this.bytes += outputs.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const known = [...(await knownFiles(stores, sourceKey, this.previous, journal)), ...this.files];
    const isOurs = ownership(stores.output, known, sourceKey, journal);
    const pending = await findPending(stores.output, outputs, isOurs);
    if (this.dryRun) return;
    for (const one of outputs) this.files.push(fileOf(one));
    await journal.writing(sourceKey, [...known, ...this.files]);
    for (const one of await writeAll(stores.output, pending, isOurs)) this.written.push(fileOf(one));
  }

  /** Does work, and if it fails, removes what was written, except what the present Record holds. */
  async orWithdrawn<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // If the Store fails, the next attempt finds these outputs, and completes them.
      if (this.written.length > 0 && !(error instanceof StoreError))
        await withdraw(this.stores, this.sourceKey, this.written);
      throw error;
    }
  }
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

async function knownFiles(
  { output, state }: OutputStores,
  sourceKey: string,
  previous: HeldRecord | undefined,
  journal: Journal,
): Promise<OutputFile[]> {
  // A Store that signs has no list of stale outputs before the first Record.
  const mayHaveStale = previous !== undefined || !output.signs;
  const stale = mayHaveStale ? await readStaleOutputs(state, sourceKey) : [];
  const recorded = previous ? recordedFiles(previous.record) : [];
  return [...recorded, ...(await journal.filesOf(sourceKey)), ...stale];
}

/** The journals are read again before a file counts as foreign: another run may have begun to write it meanwhile. */
function ownership(output: Store, known: readonly OutputFile[], sourceKey: string, journal: Journal): IsOurs {
  const ledger = ledgerOf(known);
  return async (key, hash, { signature }) => {
    if (signature === hash || ledger.get(key)?.has(hash)) return true;
    const now = await journal.filesNow(sourceKey);
    if (now.some((file) => file.key === key && file.sha256 === hash)) return true;
    if (ledger.has(key)) throw editedSince(output, key);
    return false;
  };
}

function create(output: Output): Pending {
  return { output, step: 'create' };
}

async function findPending(store: Store, outputs: readonly Output[], isOurs: IsOurs): Promise<Pending[]> {
  const steps = await Promise.all(outputs.map((output) => findWriteStep(store, output, isOurs)));
  return outputs.map((output, i) => ({ output, step: steps[i]! }));
}

/**
 * Writes all outputs at the same time, because a bucket takes long for each. If a conflict stops it, the outputs
 * created now are removed.
 * @returns the outputs that were not there before
 */
async function writeAll(store: Store, pending: readonly Pending[], isOurs: IsOurs): Promise<Output[]> {
  const results = await Promise.allSettled(
    pending.map(({ output, step }) => writeOutput(store, output, isOurs, step)),
  );
  const outputsThatWere = (kinds: readonly Written[]) =>
    pending.flatMap(({ output }, i) => {
      const result = results[i]!;
      return result.status === 'fulfilled' && kinds.includes(result.value) ? [output] : [];
    });
  const failures = results.filter((result) => result.status === 'rejected');
  if (failures.length === 0) return outputsThatWere(['created', 'replaced']);
  const conflict = failures.find(({ reason }) => reason instanceof ConflictError);
  if (conflict) await removeAll(store, outputsThatWere(['created']).map(fileOf));
  throw (conflict ?? failures[0]!).reason;
}

function fileOf({ key, bytes }: Output): OutputFile {
  return { key, sha256: sha256(bytes) };
}

async function removeAll(store: Store, files: readonly OutputFile[]): Promise<void> {
  for (const { key, sha256: hash } of files) await removeOutput(store, key, [hash]);
}

/** Removes outputs written now that are in no Record: the faster task does not know them. */
async function withdraw(
  { output, state }: OutputStores,
  sourceKey: string,
  written: readonly OutputFile[],
): Promise<void> {
  const present = await readRecord(state, sourceKey);
  const held = new Set(present && recordedFiles(present.record).map(({ key }) => key));
  await removeAll(
    output,
    written.filter(({ key }) => !held.has(key)),
  );
}

function staleAmong(known: readonly OutputFile[], made: readonly OutputFile[]): OutputFile[] {
  const now = new Set(made.map(({ key }) => key));
  return known.filter(({ key }) => !now.has(key));
}

/** Runs before the Record is written: after that, no task would know these files if this one crashed. */
async function handleStale(
  { output, state }: OutputStores,
  sourceKey: string,
  stale: readonly OutputFile[],
  mayHaveList: boolean,
  stalePolicy: StalePolicy,
): Promise<void> {
  if (stalePolicy === 'remove')
    await Promise.all(stale.map(({ key, sha256: hash }) => removeOutput(output, key, [hash])));
  else if (stale.length > 0) return writeStaleOutputs(state, sourceKey, stale);
  if (mayHaveList) await state.remove(fileKey('stale-outputs', sourceKey));
}

/**
 * Labels that belong to another image now. Both images' labels have the same name in the output, so that those of the other
 * image may just have been removed: the next reconciliation asks for it.
 */
async function deferLostLabels(
  state: Store,
  previous: HeldRecord | undefined,
  { labelFiles }: SourceRecord,
): Promise<void> {
  const lost = previous?.record.labelFiles.filter((label) => !labelFiles.includes(label)) ?? [];
  for (const label of lost) await noteDeferred(state, label);
}

async function writeRecord(
  state: Store,
  record: SourceRecord,
  previous: HeldRecord | undefined,
): Promise<void> {
  const key = fileKey('records', record.key);
  const bytes = encodeRecord(record);
  const isWritten = previous
    ? await state.replace(key, bytes, previous.version)
    : await state.create(key, bytes);
  if (isWritten) return;
  // The Record may have been written by an earlier attempt of this request whose answer was lost.
  const present = await state.read(key);
  if (!present || sha256(present.bytes) !== sha256(bytes))
    throw new ConcurrentUpdateError(
      `${record.key}: another task was augmenting it at the same time; run again`,
    );
}
