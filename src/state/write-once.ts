import * as z from 'zod';
import { ConflictError, ConcurrentUpdateError } from '../core/errors.js';
import { fileKey } from './file-keys.js';
import { encodeRecord, readRecord, recordedFiles } from './record.js';
import { sha256 } from '../stores/sha256.js';
import type { HeldRecord, OutputFile, SourceRecord } from './record.js';
import { readEach } from '../stores/read-each.js';
import { discard, put } from '../stores/store.js';
import type { Output, Store, Stored } from '../stores/store.js';
import type { Stores } from '../stores/open.js';

/** What becomes of outputs that a Source no longer makes: kept, and reported until somebody asks for more; or removed. */
export type StalePolicy = 'keep' | 'remove';

export interface WriteOptions {
  /** `keep` unless told. */
  readonly stalePolicy?: StalePolicy;
  /** Asked while the outputs are being written: a Source that is gone by then gets no Record. */
  readonly isStillThere?: (() => Promise<boolean>) | undefined;
}

/** Contents that are known to be ours, by key: each may have had several. */
type Ours = Map<string, Set<string>>;

const filesSchema = z.array(z.object({ key: z.string(), sha256: z.string() }));

/**
 * Writes the outputs of one Source, and its Record last. A crash at any point is repaired by asking again: every file
 * that may be found half done is in the old Record, equal to what is written now, or known as ours: by its signature
 * where the Store signs, else because it was announced in the intent.
 * @param previous the Record that held up to now, read before anything that the new one speaks of
 * @returns how many output files were written; those already there are not
 * @throws ConflictError where a file that is not ours is in the way; then nothing of this call is left
 * @throws ConcurrentUpdateError where the Record is no longer the previous one, or the Source is gone; then nothing of this
 * call is left but what the present Record speaks of
 */
export async function writeOnce(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  outputs: readonly Output[],
  record: SourceRecord,
  previous: HeldRecord | undefined,
  { stalePolicy = 'keep', isStillThere }: WriteOptions = {},
): Promise<number> {
  const made = recordedFiles(record);
  const known = await knownFiles(output, state, record.key, previous);
  const ours = collect(known);
  // Where nothing was made before, a bucket is spared the question: creating answers it.
  const isNew = output.signs && previous === undefined;
  const missing = isNew ? outputs : await checkInTheWay(output, outputs, ours);

  const intentKey = fileKey('intents', record.key);
  if (!output.signs) await put(state, intentKey, encodeFiles([...known, ...made]));
  const looking = isStillThere?.() ?? Promise.resolve(true);
  const [writing, looked] = await Promise.allSettled([writeAll(output, missing, ours), looking]);
  const written = valueOf(writing);
  try {
    if (!valueOf(looked))
      throw new ConcurrentUpdateError(`${record.key} was removed while it was being augmented`);
    await handleStale({ output, state }, record.key, known, made, stalePolicy);
    await writeRecord(state, record, previous);
  } catch (error) {
    if (error instanceof ConcurrentUpdateError) await withdraw({ output, state }, record.key, written);
    throw error;
  }
  if (!output.signs) await discard(state, intentKey);
  return written.length;
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** True where an interrupted run may have left this Source half done, whatever its Record says. */
export async function isInterrupted({ output, state }: Stores, sourceKey: string): Promise<boolean> {
  return !output.signs && (await state.stat(fileKey('intents', sourceKey))) !== undefined;
}

/** The lists of `staleOutputs`, which no Record holds any more, or of `intents`, which runs that were cut short were making. */
export async function* listAnnounced(
  state: Store,
  kind: 'stale-outputs' | 'intents',
): AsyncIterable<{ stateKey: string; files: OutputFile[] }> {
  for await (const { key, bytes } of readEach(state, `${kind}/`))
    yield { stateKey: key, files: decodeFiles(bytes) };
}

export async function isOurs(output: Store, file: OutputFile): Promise<boolean> {
  const stored = await output.read(file.key);
  return stored !== undefined && sha256(stored.bytes) === file.sha256;
}

/** Removes an output if it still is what we made. @returns whether it did */
export async function removeOurs(output: Store, file: OutputFile): Promise<boolean> {
  const stored = await output.read(file.key);
  if (stored && sha256(stored.bytes) !== file.sha256) return false;
  // Asked for even where the file is gone: a crash may have left its folder.
  const isGone = await output.remove(file.key, stored?.version ?? '');
  return stored !== undefined && isGone;
}

async function knownFiles(
  output: Store,
  state: Store,
  sourceKey: string,
  previous: HeldRecord | undefined,
): Promise<OutputFile[]> {
  // In a bucket nothing but a Record speaks of outputs, and what it no longer holds has a list only if there is a Record.
  const lists: ('intents' | 'stale-outputs')[] = output.signs
    ? previous
      ? ['stale-outputs']
      : []
    : ['intents', 'stale-outputs'];
  const announced = await Promise.all(lists.map((kind) => readFiles(state, fileKey(kind, sourceKey))));
  return [...(previous ? recordedFiles(previous.record) : []), ...announced.flat()];
}

function collect(files: readonly OutputFile[]): Ours {
  const ours: Ours = new Map();
  for (const { key, sha256: hash } of files) {
    const hashes = ours.get(key);
    if (hashes) hashes.add(hash);
    else ours.set(key, new Set([hash]));
  }
  return ours;
}

/** @returns the outputs that are not there yet as they should be */
async function checkInTheWay(output: Store, outputs: readonly Output[], ours: Ours): Promise<Output[]> {
  const isMissing = await Promise.all(
    outputs.map(async ({ key, bytes }) => {
      const present = (await output.stat(key)) && (await output.read(key));
      if (present && isWritten(output, present, bytes)) return false;
      if (present) requireOurs(output, { key, bytes }, present, ours);
      return true;
    }),
  );
  return outputs.filter((_, i) => isMissing[i]);
}

/**
 * All at once, as a bucket takes its time over each. Where one fails, what was created now goes again.
 * @returns those that were not there yet
 */
async function writeAll(output: Store, outputs: readonly Output[], ours: Ours): Promise<readonly Output[]> {
  const results = await Promise.allSettled(outputs.map((one) => writeOne(output, one, ours)));
  const came = (as: readonly Written[]) =>
    outputs.filter((_, i) => results[i]!.status === 'fulfilled' && as.includes(valueOf(results[i]!)));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure === undefined) return came(['created', 'replaced']);
  if (failure.reason instanceof ConflictError) await removeAll(output, came(['created']));
  throw failure.reason;
}

async function removeAll(output: Store, outputs: readonly Output[]): Promise<void> {
  for (const { key, bytes } of outputs) await removeOurs(output, { key, sha256: sha256(bytes) });
}

/** Removes what is in no Record: whoever was quicker does not know of it. */
async function withdraw(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  sourceKey: string,
  written: readonly Output[],
): Promise<void> {
  const present = await readRecord(state, sourceKey);
  const held = new Set(present && recordedFiles(present.record).map(({ key }) => key));
  await removeAll(
    output,
    written.filter(({ key }) => !held.has(key)),
  );
}

type Written = 'created' | 'replaced' | 'there';

/** Asks again where another run, at the same time, was quicker with the same file. */
async function writeOne(output: Store, one: Output, ours: Ours): Promise<Written> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await output.create(one.key, one.bytes)) return 'created';
    const present = await output.read(one.key);
    if (!present) continue;
    if (isWritten(output, present, one.bytes)) return 'there';
    requireOurs(output, one, present, ours);
    if (await output.replace(one.key, one.bytes, present.version)) return 'replaced';
  }
  throw new ConcurrentUpdateError(
    `${output.location}/${one.key} changed while it was being written; run again`,
  );
}

/** What somebody copied there is the same, but not signed: so long as it is not, nobody could tell that it is ours. */
function isWritten(output: Store, present: Stored, bytes: Uint8Array): boolean {
  return isSame(present.bytes, bytes) && (!output.signs || present.signature !== undefined);
}

function requireOurs(output: Store, { key, bytes }: Output, present: Stored, ours: Ours): void {
  const hash = sha256(present.bytes);
  if (present.signature === hash || ours.get(key)?.has(hash) || isSame(present.bytes, bytes)) return;
  throw new ConflictError(
    `${output.location}/${key} is in the way: it was not made by this program, or was changed since. ` +
      'Move it, or choose another output.',
  );
}

/** Before the Record is written: after it, a crash would leave nobody who knows of these files. */
async function handleStale(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  sourceKey: string,
  known: readonly OutputFile[],
  made: readonly OutputFile[],
  stalePolicy: StalePolicy,
): Promise<void> {
  const staleKey = fileKey('stale-outputs', sourceKey);
  const now = new Set(made.map(({ key }) => key));
  const left = known.filter(({ key }) => !now.has(key));
  if (stalePolicy === 'remove') await Promise.all(left.map((file) => removeOurs(output, file)));
  else if (left.length > 0) return put(state, staleKey, encodeFiles(left));
  if (known.length > 0) await discard(state, staleKey);
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
  // An answer may have been lost after the writing was done.
  const present = await state.read(key);
  if (!present || !isSame(present.bytes, bytes))
    throw new ConcurrentUpdateError(
      `${record.key}: another task was augmenting it at the same time; run again`,
    );
}

async function readFiles(state: Store, key: string): Promise<OutputFile[]> {
  const stored = await state.read(key);
  return stored ? decodeFiles(stored.bytes) : [];
}

function decodeFiles(bytes: Uint8Array): OutputFile[] {
  return filesSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

function encodeFiles(files: readonly OutputFile[]): Uint8Array {
  const unique = new Map(files.map((file) => [`${file.sha256} ${file.key}`, file]));
  return new TextEncoder().encode(`${JSON.stringify([...unique.values()], undefined, 1)}\n`);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
