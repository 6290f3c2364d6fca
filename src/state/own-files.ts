import { ConcurrentUpdateError, ConflictError } from '../core/errors.js';
import { sha256 } from '../stores/sha256.js';
import type { Output, Store, Stored } from '../stores/store.js';

/**
 * Whether this program wrote a content that was found under a key. `hash` is the SHA-256 of the content.
 * @throws ConflictError if it wrote another one there
 */
export type IsOurs = (key: string, hash: string, stored: Stored) => boolean | Promise<boolean>;

/** What is to be done so that a key holds a content. */
export type WriteStep = 'none' | 'create' | { readonly replace: string };

export type Written = 'unchanged' | 'created' | 'replaced';

const MOST_ATTEMPTS = 3;

/**
 * Reads the file of an output's key.
 * @throws ConflictError if the file is not ours
 */
export async function findWriteStep(store: Store, output: Output, isOurs: IsOurs): Promise<WriteStep> {
  const present = await store.read(output.key);
  if (!present) return 'create';
  const isSame = Buffer.compare(present.bytes, output.bytes) === 0;
  // An equal file that somebody copied there has no signature, so nobody could recognise it as ours later.
  if (isSame && (!store.signs || present.signature !== undefined)) return 'none';
  const mayBeReplaced =
    isSame || isLeftShort(present, output) || (await isOurs(output.key, sha256(present.bytes), present));
  if (mayBeReplaced) return { replace: present.version };
  throw inTheWay(store, output.key);
}

const AND_THEN =
  'Then run again; on AWS, an upload of the image or the next full reconciliation makes what belongs there.';

export function inTheWay(store: Store, key: string): ConflictError {
  return new ConflictError(
    `${store.location}/${key} is in the way: this program did not make it, or it was changed since. ` +
      `Move it away. ${AND_THEN}`,
    { inTheWay: key },
  );
}

/** Of an output that is known to be one. */
export function editedSince(store: Store, key: string): ConflictError {
  return new ConflictError(
    `${store.location}/${key} was changed since this program made it, so it is kept. ` +
      `Move it away, or delete it. ${AND_THEN}`,
    { edited: key },
  );
}

/** A power failure can leave a file with its beginning alone. Nothing is lost by replacing it with the whole. */
function isLeftShort({ bytes: present }: Stored, { bytes }: Output): boolean {
  return present.length < bytes.length && Buffer.compare(present, bytes.subarray(0, present.length)) === 0;
}

/**
 * Makes a key hold a content, and never replaces a file that is not ours: it creates the file, or replaces exactly the
 * version that it has read.
 * @param first the step to begin with, if it is known already
 * @throws ConflictError if a file that is not ours is in the way
 * @throws ConcurrentUpdateError if other tasks change the file again and again
 */
export async function writeOutput(
  store: Store,
  output: Output,
  isOurs: IsOurs,
  first?: WriteStep,
): Promise<Written> {
  const { key, bytes } = output;
  const find = () => findWriteStep(store, output, isOurs);
  const write = (version?: string) =>
    version === undefined ? store.create(key, bytes) : store.replace(key, bytes, version);
  return writeInSteps(store, key, { find, write }, first);
}

interface Writing {
  readonly find: () => Promise<WriteStep>;
  /** @param version that is replaced; absent: nothing is there */
  readonly write: (version?: string) => Promise<boolean>;
}

/** Tries again where another task was faster. @throws ConcurrentUpdateError if that happens again and again */
export async function writeInSteps(
  store: Store,
  key: string,
  { find, write }: Writing,
  first?: WriteStep,
): Promise<Written> {
  let step = first ?? (await find());
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    if (step === 'none') return 'unchanged';
    if (step === 'create') {
      if (await write()) return 'created';
    } else if (await write(step.replace)) return 'replaced';
    step = await find();
  }
  if (step === 'none') return 'unchanged';
  throw new ConcurrentUpdateError(
    `${store.location}/${key} was changed again and again while it was being written; run again`,
  );
}

/** Whether a key holds one of these contents. */
export async function holdsOneOf(store: Store, key: string, hashes: Iterable<string>): Promise<boolean> {
  const held = await store.hash(key);
  return held !== undefined && new Set(hashes).has(held.sha256);
}

/** Removes an output if it has one of these contents. @returns whether a file was removed */
export async function removeOutput(store: Store, key: string, hashes: Iterable<string>): Promise<boolean> {
  const held = await store.hash(key);
  if (held && !new Set(hashes).has(held.sha256)) return false;
  // Called even if the file is gone: a crash may have left its empty folder.
  const isGone = await store.remove(key, held?.version ?? '');
  return held !== undefined && isGone;
}
