import { isImageKey } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import type { Listed, Store } from '../stores/store.js';
import type { FoundDatasetFile } from './dataset-files.js';
import type { DatasetOptions } from './find-source.js';
import { isIncidental } from './incidental.js';
import { labelCandidates } from './layout.js';
import { LabelLookout } from './label-lookout.js';
import { aliasesOf } from './linked.js';
import { countedLabels } from './rejected-labels.js';
import type { RejectedLabel, RejectedLabels } from './rejected-labels.js';
import type { LearntPlacement } from './placement.js';
import { datasetsOf } from './source.js';
import type { Failure, ImageList, Source } from './source.js';
import { groupBy } from './group-by.js';
import { LIKE_LABELS } from './unused.js';
import type { UnusedReason } from './unused.js';

/** Files by name. A shortened list holds the first names only; the count is always that of all. */
export interface NamedFiles {
  readonly count: number;
  readonly files: readonly string[];
}

export interface UnusedFiles extends NamedFiles {
  readonly reason: UnusedReason;
  /** Whether these files look like labels that were meant to be used. */
  readonly looksLikeLabels: boolean;
}

/** How many objects of a class the used labels have, and in how many images. */
export interface ClassCount {
  readonly name: string;
  readonly objects: number;
  readonly images: number;
}

/** What was understood of an input. Each of its files, except hidden ones, is used, or unused, or failed. */
export interface Inventory {
  /** How many images are used. */
  readonly images: number;
  /** How many of them have labels, by the format of the labels. */
  readonly formats: Readonly<Record<string, number>>;
  /** Images that are used and have no labels. */
  readonly unlabelled: NamedFiles;
  /** How many images are in each split. */
  readonly splits: Readonly<Record<string, number>>;
  /** The files that gave class names, folders of splits, or the labels themselves. */
  readonly datasetFiles: readonly string[];
  /** The lists of images (`train.txt`). */
  readonly lists: readonly string[];
  /** Symbolic links that were followed. */
  readonly links: NamedFiles;
  readonly unused: readonly UnusedFiles[];
  /** In the order of names. Counted when labels are read, so empty before. */
  readonly classes: readonly ClassCount[];
  /** Labels that were left out. Before labels are read: those in files about the whole data set. */
  readonly rejected: RejectedLabels;
}

/** What is known of an input before its inventory is taken. */
export interface Understood {
  readonly sources: readonly Source[];
  readonly failures: readonly Failure[];
  /** Images that the Recipe leaves out, with their split. */
  readonly skipped: readonly string[];
  readonly files: readonly FoundDatasetFile[];
  readonly lists: readonly ImageList[];
  readonly placements: readonly LearntPlacement[];
  /** Labels of files about the whole data set that belong to no image. */
  readonly rejected: readonly RejectedLabel[];
}

/**
 * Says of every file of a listing what it is used for, or why it is not used. Reads a bounded number of files that are
 * not used, to tell labels from other files.
 * @param listed all files that are not hidden
 */
export async function takeInventory(
  listed: readonly Listed[],
  understood: Understood,
  options: DatasetOptions,
  store: Store,
): Promise<Inventory> {
  const { sources, failures, files, lists } = understood;
  const used = usedKeys(understood, options);
  const failed = new Set(failures.map(({ key }) => key));
  const rest = listed.filter(({ key }) => !used.has(key) && !failed.has(key));
  return {
    ...countImages(sources),
    datasetFiles: files.map(({ file }) => file.key).filter((key) => used.has(key)),
    lists: lists.map(({ key }) => key),
    links: named(store.followed.map(({ key }) => key).sort()),
    unused: await explainUnused(rest, used, understood, options, store),
    classes: [],
    rejected: countedLabels(understood.rejected),
  };
}

/** What an inventory says of the images that are used. */
export function countImages(
  sources: readonly Source[],
): Pick<Inventory, 'images' | 'formats' | 'unlabelled' | 'splits'> {
  return {
    images: sources.length,
    formats: tally(sources.flatMap(({ labels }) => labels?.format ?? [])),
    unlabelled: named(sources.filter(({ labels }) => !labels).map(({ key }) => key)),
    splits: tally(sources.flatMap(({ split }) => split ?? [])),
  };
}

function usedKeys({ sources, files, lists }: Understood, { mix }: DatasetOptions): ReadonlySet<string> {
  const declaring = files.filter(({ file }) => file.splitPaths && file.splitPaths.length > 0);
  const datasets = new Set(sources.flatMap(datasetsOf));
  return new Set([
    ...sources.flatMap(({ key, labels }) => [key, ...(labels?.files ?? []).map((file) => file.key)]),
    ...datasets,
    ...files.flatMap(({ file }) => (file.names !== undefined && datasets.has(file.key) ? [file.names] : [])),
    ...declaring.map(({ file }) => file.key),
    ...lists.map(({ key }) => key),
    'recipe.yaml',
    ...(mix ? [mix.pool] : []),
  ]);
}

async function explainUnused(
  rest: readonly Listed[],
  used: ReadonlySet<string>,
  understood: Understood,
  options: DatasetOptions,
  store: Store,
): Promise<UnusedFiles[]> {
  const explain = explainer(understood, options);
  const open = rest.filter(({ key }) => explain(key) === undefined);
  const { sources, skipped, failures } = understood;
  const images = [...sources, ...failures].map(({ key }) => key);
  const lookout = new LabelLookout([...images, ...skipped], options.modules);
  const judged = await lookout.judge(open, store);
  const aliases = aliasesOf(store.followed);
  const reasonOf = ({ key }: Listed): UnusedReason =>
    aliases(key).some((alias) => used.has(alias)) ? 'linked' : (explain(key) ?? judged.get(key) ?? 'other');
  const groups = groupBy(rest, reasonOf);
  for (const { name, reason } of store.leftOut)
    if (reason === 'no key' || reason === 'link to a folder above it')
      groups.set(reason, [...(groups.get(reason) ?? []), { key: name, size: 0 }]);
  return [...groups]
    .map(([reason, group]) => ({
      reason,
      looksLikeLabels: options.labels.read !== 'none' && LIKE_LABELS.has(reason),
      ...named(group.map(({ key }) => key)),
    }))
    .sort((a, b) => Number(b.looksLikeLabels) - Number(a.looksLikeLabels));
}

/** @returns the reason that a key alone shows; undefined if the content has to decide */
function explainer(
  { sources, failures, skipped, files, placements }: Understood,
  { labels, modules }: DatasetOptions,
): (key: string) => UnusedReason | undefined {
  const owners = new Map<string, UnusedReason>();
  const own = (images: readonly string[], reason: UnusedReason) => {
    for (const image of images) {
      for (const { key } of labelCandidates(image, placements, modules.formats))
        if (!owners.has(key)) owners.set(key, reason);
    }
  };
  const isRead = labels.read !== 'none';
  own(
    sources.filter((source) => source.labels).map(({ key }) => key),
    'second file',
  );
  if (labels.read !== 'auto')
    own(
      sources.filter((source) => !source.labels).map(({ key }) => key),
      'labels not read',
    );
  own(skipped, 'split left out');
  own(imageKeys(failures, modules), 'image failed');
  for (const key of skipped) owners.set(key, 'split left out');
  for (const { file, partOf, isAmbiguous } of files) {
    const isSecond = partOf !== undefined && sources.some(({ key }) => partOf(key));
    const unplaced = isAmbiguous ? 'several images' : 'no image';
    owners.set(file.key, isSecond ? 'second file' : partOf ? unplaced : 'not needed');
  }
  return (key) => {
    if (isIncidental(key)) return 'other';
    const owner = owners.get(key);
    if (owner !== undefined) return owner;
    if (isImageKey(key, modules)) return isRead ? 'no image' : 'labels not read';
    return isRead || !LabelLookout.maybe(key) ? undefined : 'labels not read';
  };
}

function imageKeys(failures: readonly Failure[], modules: Modules): string[] {
  return failures.map(({ key }) => key).filter((key) => isImageKey(key, modules));
}

function named(files: readonly string[]): NamedFiles {
  return { count: files.length, files };
}

function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
