import * as z from 'zod';
import { StoreError } from '../core/errors.js';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import type { LabelledSummary } from './record.js';
import { STATE_FILES, StateFile } from './state-file.js';
import type { Frozen, HeldFile } from './state-file.js';

/** What the index holds of one Record. */
export interface IndexEntry {
  /**
   * Of the Record's file, as a listing shows it. Absent if the file was written so lately that another write might not
   * show.
   */
  readonly stamp?: string | undefined;
  /** SHA-256 of the Record's file. */
  readonly sha256: string;
  /** With its labels, if files about the whole output hold them. */
  readonly record: LabelledSummary;
}

const classCountSchema = z.object({ name: z.string(), objects: z.number(), images: z.number() });

/** What all entries together come to, so that nothing has to be read for it. */
const totalsSchema = z.object({
  images: z.number(),
  /** In the order of names. */
  classes: z.array(classCountSchema),
  /** The sum of the SHA-256 of all keys and entries, modulo 2^256, in hexadecimal digits: it names the content. */
  digest: z.string(),
});

/**
 * The one file that says which parts the index consists of. It is replaced as a whole, and parts are never changed, so
 * a reader sees the index before a change or after it.
 */
const rootSchema = z.object({
  /** Raised by every change. */
  generation: z.number(),
  /** In the order of keys. `first`: the least key that belongs to the part. */
  parts: z.array(z.object({ file: z.string(), first: z.string() })),
  totals: totalsSchema,
  /** Parts that a change has replaced, and when, in milliseconds: somebody may be reading them still. */
  retired: z.array(z.object({ file: z.string(), at: z.number() })),
  /**
   * The last full reconciliation: when it began and ended, and how many images were told of since. `behind`: if it was by
   * ranges, how many were told of between the last one that discovered the whole data set and its end.
   */
  reconciled: z.exactOptional(
    z.object({
      began: z.number(),
      ended: z.number(),
      since: z.number(),
      behind: z.exactOptional(z.number()),
    }),
  ),
});

export type IndexTotals = Frozen<z.output<typeof totalsSchema>>;
export type IndexRoot = Frozen<z.output<typeof rootSchema>>;
export type IndexPart = IndexRoot['parts'][number];

export const NO_INDEX: IndexRoot = {
  generation: 0,
  parts: [],
  totals: { images: 0, classes: [], digest: '' },
  retired: [],
};

const rootFile = new StateFile<IndexRoot>('index', rootSchema);

/**
 * Raise the version in `STATE_FILES` whenever a summary gets a field. The entries are not parsed by a schema, which would
 * take most of the time that the index saves: the hash in a part's name shows that they are as this program wrote them.
 */
const partFile = new StateFile(
  'index-parts',
  z.object({ records: z.custom<readonly IndexEntry[]>(Array.isArray) }),
);

const PARTS = STATE_FILES['index-parts'].path;
const DIGITS_OF_HASH = 32;
const MOST_ATTEMPTS = 10;

/** A part of the index cannot be read: a full reconciliation, or a run, builds the index anew. */
export class DamagedIndexError extends StoreError {
  constructor(state: Store) {
    super(
      `${state.location}/${STATE_FILES.index.path}: a part of the index is damaged or gone; run again`,
      true,
    );
  }
}

/** @returns undefined if there is none, or it is damaged: it is a copy, and the Records decide */
export async function readIndexRoot(state: Store): Promise<HeldFile<IndexRoot> | undefined> {
  return unlessDamaged(() => rootFile.read(state));
}

/** @returns false, having written nothing, if the root is no longer the held one */
export async function exchangeIndexRoot(
  state: Store,
  root: IndexRoot,
  held: HeldFile<IndexRoot> | undefined,
): Promise<boolean> {
  if (held) return rootFile.exchange(state, root, held);
  if (await rootFile.exchange(state, root, undefined)) return true;
  // What is there cannot be read, or another task has just created it.
  if (await readIndexRoot(state)) return false;
  await rootFile.put(state, root);
  return true;
}

/**
 * Notes a full reconciliation. Changes that others have folded in meanwhile count as looked at: later ones bring the next.
 * @param kind `by ranges`: it discovered nothing, so that changes since the last one that did add up
 */
export async function noteReconciliation(
  state: Store,
  began: number,
  kind: 'whole' | 'by ranges',
): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const held = await readIndexRoot(state);
    const root = held?.content ?? NO_INDEX;
    const behind = changedSinceWhole(root.reconciled);
    const reconciled = { began, ended: Date.now(), since: 0, ...(kind === 'by ranges' && { behind }) };
    if (await exchangeIndexRoot(state, { ...root, reconciled }, held)) return;
  }
}

/** How many images were told of since a full reconciliation discovered the whole data set. */
export function changedSinceWhole(reconciled: IndexRoot['reconciled']): number {
  return (reconciled?.since ?? 0) + (reconciled?.behind ?? 0);
}

/** @returns undefined if the part is damaged, or gone */
export async function readIndexPart(state: Store, file: string): Promise<readonly IndexEntry[] | undefined> {
  const held = await unlessDamaged(() => partFile.read(state, file));
  return held && file.endsWith(`-${held.sha256.slice(0, DIGITS_OF_HASH)}.json`)
    ? held.content.records
    : undefined;
}

/**
 * Writes a part under a name that tells its content. The generation in it keeps a late removal of an earlier part from
 * removing an equal one.
 * @param entries at least one, in the order of keys
 */
export async function writeIndexPart(
  state: Store,
  generation: number,
  entries: readonly IndexEntry[],
): Promise<IndexPart> {
  const bytes = partFile.encode({ records: entries });
  const file = `${PARTS}${generation}-${sha256(bytes).slice(0, DIGITS_OF_HASH)}.json`;
  await state.create(file, bytes);
  return { file, first: entries[0]!.record.key };
}

/** The files of all parts that are stored, in use or not. */
export async function listIndexParts(state: Store): Promise<string[]> {
  const files: string[] = [];
  for await (const { key } of state.list(PARTS)) files.push(key);
  return files;
}

/** @returns undefined if the file is damaged, or of another version */
export async function unlessDamaged<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StoreError && !error.retryable) return undefined;
    throw error;
  }
}
