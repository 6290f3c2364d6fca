import * as z from 'zod';
import { ConcurrentUpdateError, UsageError } from '../core/errors.js';
import { readRecipe, recipeJson } from '../core/recipe/index.js';
import { builtInModules } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import type { JsonObject } from '../core/json.js';
import type { Recipe } from '../core/recipe/schema.js';
import { sha256 } from '../stores/sha256.js';
import type { Dataset, DatasetFile, LayoutFacts, ImageList, UnreadFile } from '../dataset/source.js';
import type { Store } from '../stores/store.js';
import type { Stores } from '../stores/open.js';
import type { DeclaredSchema } from '../core/formats/format.js';

/** What is known of the whole data set: kept in the state, so that `assemble` and `verify` need no Recipe, and an upload no listing. */
export interface DatasetState {
  readonly version: 1;
  readonly files: readonly DatasetFile[];
  readonly lists: readonly ImageList[];
  readonly unread?: readonly UnreadFile[];
  readonly recipe: Recipe;
  readonly declared?: DeclaredSchema;
}

/** As its file has it. */
type StoredDataset = Omit<DatasetState, 'recipe'> & { readonly recipe: JsonObject };

function decodeDataset(bytes: Uint8Array, modules: Modules): DatasetState {
  const stored = decode(bytes) as StoredDataset;
  return { ...stored, recipe: readRecipe(stored.recipe, DATASET_KEY, modules) };
}

/** The little of it that every upload asks for, and may add to; `dataset` is the hash of the rest. */
export interface LayoutState extends LayoutFacts {
  readonly version: 1;
  /** SHA-256 of `dataset.json`; null where there is none yet. */
  readonly dataset: string | null;
}

const DATASET_KEY = 'dataset.json';
const LAYOUT_KEY = 'layout.json';
const MOST_ATTEMPTS = 10;

const layoutSchema = z.object({
  version: z.literal(1),
  dataset: z.string().nullable(),
  hasSplits: z.boolean(),
  placements: z.array(z.string()),
  imageFolders: z.array(z.string()),
  labelFolders: z.array(z.string()),
});

const NO_LAYOUT: LayoutState = {
  version: 1,
  dataset: null,
  hasSplits: false,
  placements: [],
  imageFolders: [],
  labelFolders: [],
};

const encode = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, undefined, 1)}\n`);
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/**
 * Finds out about the data set and remembers it. What others add meanwhile is not lost: then it is found out again.
 * @param discover lists the input
 */
export async function refreshDataset<T extends { dataset: Dataset; declared: DeclaredSchema | undefined }>(
  state: Store,
  recipe: Recipe,
  discover: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const [heldDataset, heldLayout] = await Promise.all([state.read(DATASET_KEY), state.read(LAYOUT_KEY)]);
    const found = await discover();
    const { files, lists, unread, layout } = found.dataset;
    const dataset = encode({
      version: 1,
      files,
      lists,
      ...(unread.length > 0 && { unread }),
      recipe: recipeJson(recipe),
      ...(found.declared && { declared: found.declared }),
    } satisfies StoredDataset);
    const known = encode({ version: 1, dataset: sha256(dataset), ...layout } satisfies LayoutState);
    if (
      (await exchange(state, DATASET_KEY, dataset, heldDataset)) &&
      (await exchange(state, LAYOUT_KEY, known, heldLayout))
    )
      return found;
  }
  throw new ConcurrentUpdateError(`${state.location}: what is known of the data set changes again and again`);
}

/** @throws UsageError where nothing was ever made */
export async function recallDataset(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  modules: Modules = builtInModules,
): Promise<DatasetState> {
  const stored = await state.read(DATASET_KEY);
  if (!stored)
    throw new UsageError(`${output.location}: nothing was made here yet; \`augment run\` comes first`);
  return decodeDataset(stored.bytes, modules);
}

export async function readLayout(state: Store): Promise<LayoutState> {
  const stored = await state.read(LAYOUT_KEY);
  return stored ? layoutSchema.parse(decode(stored.bytes)) : NO_LAYOUT;
}

/** @returns undefined where what is there is not what the layout speak of: then it is being changed just now */
export async function readDatasetState(
  state: Store,
  { dataset }: Pick<LayoutState, 'dataset'>,
  modules: Modules = builtInModules,
): Promise<DatasetState | undefined> {
  const stored = await state.read(DATASET_KEY);
  return stored && sha256(stored.bytes) === dataset ? decodeDataset(stored.bytes, modules) : undefined;
}

/** Adds what a single upload tells of the data set. @returns the layout with it */
export async function noteLayout(state: Store, seen: Partial<LayoutFacts>): Promise<LayoutState> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const held = await state.read(LAYOUT_KEY);
    const known = held ? layoutSchema.parse(decode(held.bytes)) : NO_LAYOUT;
    const merged: LayoutState = {
      ...known,
      hasSplits: known.hasSplits || (seen.hasSplits ?? false),
      placements: union(known.placements, seen.placements),
      imageFolders: union(known.imageFolders, seen.imageFolders),
      labelFolders: union(known.labelFolders, seen.labelFolders),
    };
    if (await exchange(state, LAYOUT_KEY, encode(merged), held)) return merged;
  }
  throw new ConcurrentUpdateError(`${state.location}: what is known of the data set changes again and again`);
}

/** Writes nothing where it is there already. @returns false where another version than the held one is there */
async function exchange(
  state: Store,
  key: string,
  bytes: Uint8Array,
  held: { readonly bytes: Uint8Array; readonly version: string } | undefined,
): Promise<boolean> {
  if (!held) return state.create(key, bytes);
  return sha256(held.bytes) === sha256(bytes) || state.replace(key, bytes, held.version);
}

function union(known: readonly string[], seen: readonly string[] = []): string[] {
  return [...new Set([...known, ...seen])].sort();
}
