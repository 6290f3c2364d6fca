import * as z from 'zod';
import { ConcurrentUpdateError, UsageError } from '../core/errors.js';
import { readRecipe, recipeJson } from '../core/recipe/index.js';
import { builtInModules } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import type {
  Dataset,
  DatasetFile,
  FoundSplitPath,
  ImageList,
  LayoutFacts,
  Undecided,
  UnreadFile,
} from '../dataset/source.js';
import type { LearntPlacement } from '../dataset/placement.js';
import type { Stores } from '../stores/open.js';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { keepPool, recallPool } from './pool-state.js';
import { jsonSchema, StateFile } from './state-file.js';
import type { Frozen, ShapeOf } from './state-file.js';

const declaredFields = {
  classes: z.array(z.string()),
  keypoints: z.exactOptional(
    z.object({
      count: z.number(),
      dimensions: z.literal([2, 3]),
      names: z.exactOptional(z.array(z.string())),
      partners: z.exactOptional(z.array(z.number())),
    } satisfies ShapeOf<NonNullable<LabelSchema['keypoints']>>),
  ),
  task: z.exactOptional(z.string()),
} satisfies ShapeOf<DeclaredSchema>;

const datasetFileSchema = z.object({
  key: z.string(),
  format: z.string(),
  schema: z.object({
    ...declaredFields,
    values: z.exactOptional(z.record(z.string(), z.number().nullable())),
    extra: z.exactOptional(jsonSchema),
  } satisfies ShapeOf<LabelSchema>),
  names: z.exactOptional(z.string()),
  prefix: z.string(),
  split: z.exactOptional(z.string()),
  splitPaths: z.exactOptional(
    z.array(
      z.object({
        split: z.string(),
        path: z.string(),
        base: z.exactOptional(z.string()),
        key: z.exactOptional(z.string()),
      } satisfies ShapeOf<FoundSplitPath>),
    ),
  ),
  labels: z.exactOptional(
    z.object({
      sha256: z.string(),
      elsewhere: z.record(z.string(), z.string()),
    } satisfies ShapeOf<NonNullable<DatasetFile['labels']>>),
  ),
} satisfies ShapeOf<DatasetFile>);

const datasetFile = new StateFile(
  'dataset',
  z.object({
    files: z.array(datasetFileSchema),
    lists: z.array(
      z.object({
        key: z.string(),
        split: z.exactOptional(z.string()),
        lines: z.array(z.object({ text: z.string(), image: z.string() })),
      } satisfies ShapeOf<ImageList>),
    ),
    unread: z.array(
      z.object({
        key: z.string(),
        format: z.string(),
        reason: z.string(),
      } satisfies ShapeOf<UnreadFile>),
    ),
    undecided: z.array(
      z.object({ folders: z.array(z.string()), reason: z.string() } satisfies ShapeOf<Undecided>),
    ),
    /** See `recipeJson`. */
    recipe: jsonSchema,
    declared: z.exactOptional(z.object(declaredFields)),
  }),
  // `extra` is written back into the files of the output, with its keys in the order of the input's file.
  true,
);

const layoutSchema = z.object({
  hasSplits: z.boolean(),
  placements: z.array(
    z.object({
      role: z.enum(['labels', 'semantic', 'instance']),
      from: z.string(),
      to: z.string(),
      stem: z.string(),
      ending: z.string(),
      whole: z.exactOptional(z.literal(true)),
    } satisfies ShapeOf<LearntPlacement>),
  ),
  imageFolders: z.array(z.string()),
  labelFolders: z.array(z.string()),
  labelFormats: z.record(z.string(), z.string()),
  /** SHA-256 of `dataset.json`; null if there is none yet. */
  dataset: z.string().nullable(),
} satisfies ShapeOf<LayoutFacts & { readonly dataset: string | null }>);

const layoutFile = new StateFile('layout', layoutSchema);

/** What the files of the whole data set declare. */
export interface DatasetDeclarations {
  readonly files: readonly DatasetFile[];
  readonly lists: readonly ImageList[];
  readonly unread: readonly UnreadFile[];
  readonly undecided: readonly Undecided[];
  readonly declared?: DeclaredSchema;
}

/** Facts of the whole data set: `assemble` and `verify` need no recipe file, and an upload needs no listing. */
export interface DatasetState extends DatasetDeclarations {
  readonly recipe: Recipe;
  /** Hash of `dataset.json`. */
  readonly sha256: string;
}

/** The few facts that every upload reads and may add to; `dataset` is the hash of all other facts. */
export type LayoutState = Frozen<z.output<typeof layoutSchema>>;

const NO_LAYOUT: LayoutState = {
  dataset: null,
  hasSplits: false,
  placements: [],
  imageFolders: [],
  labelFolders: [],
  labelFormats: {},
};

const MOST_ATTEMPTS = 10;

/**
 * Discovers the data set and stores its facts. Where another task changes them meanwhile, it discovers again, so that
 * nothing that the other task added is lost.
 * @param discover lists the input
 * @throws ConcurrentUpdateError if other tasks change the facts again and again
 */
export async function refreshDataset<T extends { dataset: Dataset; declared: DeclaredSchema | undefined }>(
  state: Store,
  recipe: Recipe,
  discover: () => Promise<T>,
): Promise<T> {
  await keepPool(state, recipe);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const [heldDataset, heldLayout] = await Promise.all([datasetFile.read(state), layoutFile.read(state)]);
    const found = await discover();
    const { files, lists, unread, undecided, layout } = found.dataset;
    const dataset = {
      ...{ files, lists, unread, undecided, recipe: recipeJson(recipe) },
      ...(found.declared && { declared: found.declared }),
    };
    const known = { ...layout, dataset: sha256(datasetFile.encode(dataset)) };
    if (
      (await datasetFile.exchange(state, dataset, heldDataset)) &&
      (await layoutFile.exchange(state, known, heldLayout))
    )
      return found;
  }
  throw changedTooOften(state);
}

/** @throws UsageError if no run has filled the output yet */
export async function recallDataset(
  { output, state }: Pick<Stores, 'output' | 'state'>,
  modules: Modules = builtInModules,
): Promise<DatasetState> {
  const held = await datasetFile.read(state);
  if (!held) {
    throw new UsageError(
      `${output.location}: nothing was made here yet, or its state is not in ${state.location}; use \`augment run\` first, or --state`,
    );
  }
  const { recipe, ...declarations } = held.content;
  return {
    ...declarations,
    recipe: await recallPool(state, readRecipe(recipe, `${state.location}/${held.key}`, modules)),
    sha256: held.sha256,
  };
}

export async function readLayout(state: Store): Promise<LayoutState> {
  return (await layoutFile.read(state))?.content ?? NO_LAYOUT;
}

/** @returns undefined if `dataset.json` is not the one that the layout names: then another task is changing it now */
export async function readDeclarations(
  state: Store,
  { dataset }: Pick<LayoutState, 'dataset'>,
): Promise<DatasetDeclarations | undefined> {
  const held = await datasetFile.read(state);
  return held?.sha256 === dataset ? held.content : undefined;
}

/** Adds facts that a single upload shows. @returns the layout with them */
export async function noteLayout(
  state: Store,
  seen: Partial<Pick<LayoutFacts, 'hasSplits' | 'placements' | 'labelFolders'>>,
): Promise<LayoutState> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const held = await layoutFile.read(state);
    const known = held?.content ?? NO_LAYOUT;
    const merged: LayoutState = {
      ...known,
      hasSplits: known.hasSplits || (seen.hasSplits ?? false),
      placements: [...known.placements, ...newPlacements(known.placements, seen.placements)],
      labelFolders: union(known.labelFolders, seen.labelFolders),
    };
    if (await layoutFile.exchange(state, merged, held)) return merged;
  }
  throw changedTooOften(state);
}

function changedTooOften({ location }: Store): ConcurrentUpdateError {
  return new ConcurrentUpdateError(
    `${location}: other tasks change the facts of the data set again and again; run again`,
  );
}

/** Those that are not known yet, each once. */
export function newPlacements(
  known: readonly LearntPlacement[],
  seen: readonly LearntPlacement[] = [],
): LearntPlacement[] {
  const ids = new Set(known.map((placement) => JSON.stringify(placement)));
  return seen.filter((placement) => {
    const id = JSON.stringify(placement);
    const isNew = !ids.has(id);
    ids.add(id);
    return isNew;
  });
}

function union(known: readonly string[], seen: readonly string[] = []): string[] {
  return [...new Set([...known, ...seen])].sort();
}
