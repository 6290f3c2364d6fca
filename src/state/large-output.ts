import { hashStart } from '../stores/pieces.js';
import type { LargeContent, Store } from '../stores/store.js';
import { inTheWay, writeInSteps } from './own-files.js';
import type { WriteStep, Written } from './own-files.js';

/** A file of the output that may be larger than memory. */
export interface LargeOutput extends LargeContent {
  readonly key: string;
}

/**
 * Makes a key hold a content of any size, as `writeOutput` does with one that is in memory.
 * @param ours SHA-256 of contents that this program wrote there, or was about to write
 * @throws ConflictError if a file that is not ours is in the way
 * @throws ConcurrentUpdateError if other tasks change the file again and again
 */
export async function writeLargeOutput(
  store: Store,
  output: LargeOutput,
  ours: ReadonlySet<string>,
): Promise<Written> {
  const { key } = output;
  return writeInSteps(store, key, {
    find: () => findStep(store, output, ours),
    write: (version) => store.writeLarge(key, output, version),
  });
}

async function findStep(store: Store, output: LargeOutput, ours: ReadonlySet<string>): Promise<WriteStep> {
  const present = await store.hash(output.key);
  if (!present) return 'create';
  const isSame = present.sha256 === output.sha256;
  if (isSame && (!store.signs || present.signature !== undefined)) return 'none';
  const mayBeReplaced = isSame || ours.has(present.sha256) || (await isLeftShort(present, output));
  if (mayBeReplaced) return { replace: present.version };
  throw inTheWay(store, output.key);
}

/** As in `findWriteStep`: a power failure can leave the beginning alone. */
async function isLeftShort(
  present: { readonly size: number; readonly sha256: string },
  { size, pieces }: LargeOutput,
): Promise<boolean> {
  if (present.size >= size) return false;
  return (await hashStart(pieces(), present.size)) === present.sha256;
}
