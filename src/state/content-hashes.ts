import * as z from 'zod';
import { StoreError } from '../core/errors.js';
import type { Stores } from '../stores/open.js';
import { sha256 } from '../stores/sha256.js';
import { put } from '../stores/store.js';
import type { Store } from '../stores/store.js';
import { STATE_FILES, StateFile } from './state-file.js';

/** About 2 MB a file: a changed image rewrites one; a million images are read in 100 requests. */
const ENTRIES_PER_FILE = 10_000;
const FOLDER = STATE_FILES['content-hashes'].path;

const entrySchema = z.tuple([z.string(), z.string(), z.string()]);
type Entry = z.output<typeof entrySchema>;

const contentHashes = new StateFile(
  'content-hashes',
  z.object({
    /** The versions mean nothing for another input. */
    input: z.string(),
    /** The key of an image or a label file, its version as listings name it, and the SHA-256 of the content of that version. */
    files: z.array(entrySchema),
  }),
);

/**
 * @param versions the listed versions of files, by their keys
 * @returns the hashes of those whose listed version was read by an earlier run, by their keys
 */
export async function recallContentHashes(
  { input, state }: Pick<Stores, 'input' | 'state'>,
  versions: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  if (versions.size === 0) return hashes;
  for await (const { key: file } of state.list(FOLDER)) {
    const found = await readEntries(state, file);
    if (found?.input !== input.location) continue;
    for (const [key, version, hash] of found.files) if (versions.get(key) === version) hashes.set(key, hash);
  }
  return hashes;
}

/**
 * Stores the hashes of listed versions, and no others. They stay valid if the run fails, so the files are written in no
 * particular order.
 */
export async function rememberContentHashes(
  { input, state }: Pick<Stores, 'input' | 'state'>,
  versions: ReadonlyMap<string, string>,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const entries = [...versions].flatMap(([key, version]): Entry[] => {
    const hash = hashes.get(key);
    return hash === undefined ? [] : [[key, version, hash]];
  });
  const files = new Set<string>();
  for (let start = 0; start < entries.length; start += ENTRIES_PER_FILE) {
    const part = entries.slice(start, start + ENTRIES_PER_FILE);
    const file = `${FOLDER}${start / ENTRIES_PER_FILE}.json`;
    files.add(file);
    const bytes = contentHashes.encode({ input: input.location, files: part });
    const present = await state.read(file);
    if (!present || sha256(present.bytes) !== sha256(bytes)) await put(state, file, bytes);
  }
  for await (const { key } of state.list(FOLDER)) if (!files.has(key)) await state.remove(key);
}

/** @returns undefined if the file cannot be read: then its files are read again */
async function readEntries(state: Store, file: string) {
  const stored = await state.read(file);
  try {
    return stored && contentHashes.decode(stored.bytes, `${state.location}/${file}`);
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}
