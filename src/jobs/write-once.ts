import { z } from 'zod';
import { ConflictError } from '../core/errors.js';
import { fileKey } from '../dataset/names.js';
import { encodeRecord, recordedFiles, sha256 } from '../dataset/record.js';
import type { OutputFile, SourceRecord } from '../dataset/record.js';
import { discard, put } from '../stores/store.js';
import type { Store } from '../stores/store.js';
import type { Places } from './stores.js';

export interface Output {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** Contents that are known to be ours, by key: each may have had several. */
type Ours = Map<string, Set<string>>;

const filesSchema = z.array(z.object({ key: z.string(), sha256: z.string() }));

/**
 * Writes the outputs of one Source, and its Record last. A crash at any point is repaired by asking again: every file
 * that may be found half done is in the old Record, equal to what is written now, or announced in the intent.
 * @param previous the Record that held up to now
 * @returns how many output files were written; those already there are not
 * @throws ConflictError, before anything is written, where a file that is not ours is in the way
 */
export async function writeOnce(
  { output, state }: Pick<Places, 'output' | 'state'>,
  outputs: readonly Output[],
  record: SourceRecord,
  previous: SourceRecord | undefined,
): Promise<number> {
  const intentKey = fileKey('intents', record.key);
  const leftoverKey = fileKey('leftovers', record.key);
  const known = [
    ...(previous ? recordedFiles(previous) : []),
    ...(await readFiles(state, intentKey)),
    ...(await readFiles(state, leftoverKey)),
  ];
  const ours = collect(known);
  const missing = await checkInTheWay(output, outputs, ours);

  const made = recordedFiles(record);
  await put(state, intentKey, encodeFiles([...known, ...made]));
  for (const one of missing) await writeOne(output, one, ours);
  await rememberLeftovers(state, leftoverKey, known, made);
  await put(state, recordKeyOf(record), encodeRecord(record));
  await discard(state, intentKey);
  return missing.length;
}

/** True where an interrupted run may have left this Source half done, whatever its Record says. */
export async function isInterrupted(state: Store, sourceKey: string): Promise<boolean> {
  return (await state.look(fileKey('intents', sourceKey))) !== undefined;
}

/** The lists of `leftovers`, which no Record holds any more, or of `intents`, which runs that were cut short were making. */
export async function* listAnnounced(
  state: Store,
  kind: 'leftovers' | 'intents',
): AsyncIterable<{ stateKey: string; files: OutputFile[] }> {
  for await (const { key } of state.list(`${kind}/`))
    yield { stateKey: key, files: await readFiles(state, key) };
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

function recordKeyOf(record: SourceRecord): string {
  return fileKey('records', record.key);
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
  const missing: Output[] = [];
  for (const one of outputs) {
    const present = (await output.look(one.key)) === undefined ? undefined : await output.read(one.key);
    if (present && isSame(present.bytes, one.bytes)) continue;
    if (present) requireOurs(output, one.key, present.bytes, ours);
    missing.push(one);
  }
  return missing;
}

/** Asks again where another run, at the same time, was quicker with the same file. */
async function writeOne(output: Store, one: Output, ours: Ours): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await output.create(one.key, one.bytes)) return;
    const present = await output.read(one.key);
    if (!present) continue;
    if (isSame(present.bytes, one.bytes)) return;
    requireOurs(output, one.key, present.bytes, ours);
    if (await output.replace(one.key, one.bytes, present.version)) return;
  }
  throw new ConflictError(`${output.location}/${one.key} changed while it was being written; run again`);
}

function requireOurs(output: Store, key: string, bytes: Uint8Array, ours: Ours): void {
  if (ours.get(key)?.has(sha256(bytes))) return;
  throw new ConflictError(
    `${output.location}/${key} is in the way: it was not made by this program, or was changed since. ` +
      'Move it, or choose another output.',
  );
}

async function rememberLeftovers(
  state: Store,
  leftoverKey: string,
  known: readonly OutputFile[],
  made: readonly OutputFile[],
): Promise<void> {
  const now = new Set(made.map(({ key }) => key));
  const left = known.filter(({ key }) => !now.has(key));
  if (left.length > 0) await put(state, leftoverKey, encodeFiles(left));
  else await discard(state, leftoverKey);
}

async function readFiles(state: Store, key: string): Promise<OutputFile[]> {
  const stored = await state.read(key);
  return stored ? filesSchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes))) : [];
}

function encodeFiles(files: readonly OutputFile[]): Uint8Array {
  const unique = new Map(files.map((file) => [`${file.sha256} ${file.key}`, file]));
  return new TextEncoder().encode(`${JSON.stringify([...unique.values()], undefined, 1)}\n`);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
