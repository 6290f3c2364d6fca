import * as z from 'zod';
import { StoreError } from '../core/errors.js';
import type { Source } from '../dataset/source.js';
import type { Stores } from '../stores/open.js';
import { sha256 } from '../stores/sha256.js';
import { put } from '../stores/store.js';
import type { Store } from '../stores/store.js';
import { STATE_FILES, StateFile } from './state-file.js';

/** About 2 MB a file: a changed image rewrites one; a million images are read in 100 requests. */
const IMAGES_PER_FILE = 10_000;
const FOLDER = STATE_FILES['content-hashes'].path;

const entrySchema = z.tuple([z.string(), z.string(), z.string()]);
type Entry = z.output<typeof entrySchema>;

const contentHashes = new StateFile(
  'content-hashes',
  z.object({
    /** The versions mean nothing for another input. */
    input: z.string(),
    /** An image's key, a version of it as listings name it, and the SHA-256 of the content of that version. */
    images: z.array(entrySchema),
  }),
);

/** @returns the Sources, with the hashes of those whose listed version was read by an earlier run */
export async function recallContentHashes(
  { input, state }: Pick<Stores, 'input' | 'state'>,
  sources: readonly Source[],
): Promise<readonly Source[]> {
  if (!sources.some(({ version }) => version !== undefined)) return sources;
  const entries = new Map<string, Entry>();
  for await (const { key: file } of state.list(FOLDER)) {
    const found = await readEntries(state, file);
    if (found?.input === input.location) for (const entry of found.images) entries.set(entry[0], entry);
  }
  return sources.map((source) => {
    const [, version, known] = entries.get(source.key) ?? [];
    return known !== undefined && version === source.version ? { ...source, known } : source;
  });
}

/**
 * Stores the hashes of the Sources that have one, and no others. They stay valid if the run fails, so the files are
 * written in no particular order.
 */
export async function rememberContentHashes(
  { input, state }: Pick<Stores, 'input' | 'state'>,
  sources: readonly Source[],
): Promise<void> {
  const images = sources.flatMap(({ key, version, known }): Entry[] =>
    version !== undefined && known !== undefined ? [[key, version, known]] : [],
  );
  const files = new Set<string>();
  for (let start = 0; start < images.length; start += IMAGES_PER_FILE) {
    const part = images.slice(start, start + IMAGES_PER_FILE);
    const file = `${FOLDER}${start / IMAGES_PER_FILE}.json`;
    files.add(file);
    const bytes = contentHashes.encode({ input: input.location, images: part });
    const present = await state.read(file);
    if (!present || sha256(present.bytes) !== sha256(bytes)) await put(state, file, bytes);
  }
  for await (const { key } of state.list(FOLDER)) if (!files.has(key)) await state.remove(key);
}

/** @returns undefined if the file cannot be read: then its images are read again */
async function readEntries(state: Store, file: string) {
  const stored = await state.read(file);
  try {
    return stored && contentHashes.decode(stored.bytes, `${state.location}/${file}`);
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}
