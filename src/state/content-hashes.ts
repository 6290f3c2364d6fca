import * as z from 'zod';
import { sha256 } from '../stores/sha256.js';
import type { Source } from '../dataset/source.js';
import { discard, put } from '../stores/store.js';
import type { Stores } from '../stores/open.js';

/** Of which each is some 2 MB, so that a changed photo costs no more than that, and a million photos a hundred reads. */
const PHOTOS_PER_FILE = 10_000;
const FOLDER = 'content-hashes/';

/** A photo's key, a version of it as listings tell it, and the SHA-256 of what that version holds. */
const contentHashesSchema = z.object({
  version: z.literal(1),
  /** Versions say nothing of another input. */
  input: z.string(),
  photos: z.array(z.tuple([z.string(), z.string(), z.string()])),
});
type ContentHashes = z.infer<typeof contentHashesSchema>;

/** @returns the Sources, with the hashes of those whose listed version was read by an earlier run */
export async function recallContentHashes(
  { input, state }: Pick<Stores, 'input' | 'state'>,
  sources: readonly Source[],
): Promise<readonly Source[]> {
  if (!sources.some(({ version }) => version !== undefined)) return sources;
  const seen = new Map<string, ContentHashes['photos'][number]>();
  for await (const { key: file } of state.list(FOLDER)) {
    const found = decode((await state.read(file))?.bytes);
    if (found?.input === input.location) for (const photo of found.photos) seen.set(photo[0], photo);
  }
  return sources.map((source) => {
    const [, version, known] = seen.get(source.key) ?? [];
    return known !== undefined && version === source.version ? { ...source, known } : source;
  });
}

/** Remembers the Sources whose hashes are known, and no others. What is remembered holds whatever becomes of the run. */
export async function rememberContentHashes(
  { input, state }: Pick<Stores, 'input' | 'state'>,
  sources: readonly Source[],
): Promise<void> {
  const photos = sources.flatMap(({ key, version, known }): ContentHashes['photos'] =>
    version !== undefined && known !== undefined ? [[key, version, known]] : [],
  );
  const files = new Set<string>();
  for (let start = 0; start < photos.length; start += PHOTOS_PER_FILE) {
    const part = photos.slice(start, start + PHOTOS_PER_FILE);
    const file = `${FOLDER}${start / PHOTOS_PER_FILE}.json`;
    files.add(file);
    const bytes = encode({ version: 1, input: input.location, photos: part });
    const present = await state.read(file);
    if (!present || sha256(present.bytes) !== sha256(bytes)) await put(state, file, bytes);
  }
  for await (const { key } of state.list(FOLDER)) if (!files.has(key)) await discard(state, key);
}

/** A line a photo. */
function encode({ photos, ...rest }: ContentHashes): Uint8Array {
  const lines = photos.map((photo) => JSON.stringify(photo)).join(',\n');
  return new TextEncoder().encode(`${JSON.stringify(rest).slice(0, -1)},"photos":[\n${lines}\n]}\n`);
}

/** @returns undefined for what cannot be understood: then the photos are read again */
function decode(bytes: Uint8Array | undefined): ContentHashes | undefined {
  try {
    return contentHashesSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
