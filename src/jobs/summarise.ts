import { namesNeverMet } from '../core/annotations/rule-names.js';
import type { Recipe } from '../core/recipe/schema.js';
import { addClassCounts } from '../dataset/class-counts.js';
import type { Balance } from '../dataset/balance.js';
import type { Inventory } from '../dataset/inventory.js';
import { countedLabels } from '../dataset/rejected-labels.js';
import type { Dataset, Failure } from '../dataset/source.js';
import type { StaleOutputs } from '../state/stale-outputs.js';
import type { OutputStores } from '../stores/open.js';
import { describeCopies, sumObjects } from '../variants/moved-objects.js';
import type { MovedObjects } from '../variants/moved-objects.js';
import type { Outcome } from './augment-source.js';
import type { Chosen } from './choose-sources.js';
import { excessOf } from './excess.js';
import { noObjectsIn } from './no-objects.js';

export interface Summary {
  readonly output: string;
  readonly images: number;
  /** Images that were augmented now, or needed nothing. */
  readonly done: number;
  readonly dryRun: boolean;
  /** What was understood of the input. */
  readonly inventory: Inventory;
  /** What `balance` of the recipe comes to; absent without it. */
  readonly balance?: Balance;
  /** Images of which nothing had to be made, also where some of their outputs are stale now. */
  readonly unchanged: number;
  /** Variants made now. */
  readonly variants: number;
  /** Images written now as they are or through `preprocess`: the recipe wants the originals, or only copies their split. */
  readonly originals: number;
  /** Images without any output, because each output shows an object and they have none. */
  readonly empty: number;
  /** Images whose pixels had to be decoded. */
  readonly decoded: number;
  /** Files written now, those about the whole data set included. */
  readonly written: number;
  readonly objects: MovedObjects;
  readonly failures: readonly Failure[];
  readonly notes: readonly string[];
  /** Outputs that belong to no Source or variant any more. */
  readonly staleOutputs: readonly string[];
  /** Those of them that were removed now. */
  readonly removed: readonly string[];
  /** Those that were to be removed, and stay because another program has changed them. */
  readonly edited: readonly string[];
  readonly seconds: number;
  /** True if `labels.max_loss` stopped the run before anything was written; `objects` are then those that it foresaw. */
  readonly refused: boolean;
  readonly interrupted: boolean;
}

/** What became of each Source, in the order of keys. */
export interface Results {
  readonly outcomes: Outcome[];
  readonly failures: Failure[];
  /** What was foreseen of the objects, if that was too much. */
  readonly refused?: MovedObjects;
}

/** The run that is summed up. */
interface SummedRun extends Chosen {
  readonly options: {
    readonly output: string | OutputStores;
    readonly recipe: Recipe;
    readonly dryRun?: boolean;
    readonly signal?: AbortSignal;
  };
  /** When it began, in milliseconds. */
  readonly started: number;
}

export function countedInventory({ inventory }: Dataset, outcomes: readonly Outcome[]): Inventory {
  return {
    ...inventory,
    classes: addClassCounts(outcomes.map(({ labelled }) => labelled)),
    rejected: countedLabels([...inventory.rejected.labels, ...outcomes.flatMap(({ rejected }) => rejected)]),
  };
}

/** Where a Source failed, or the run was interrupted, nobody knows what the other labels are called. */
function describeNeverMet(
  { labels }: Recipe,
  { files, sources }: Dataset,
  outcomes: readonly Outcome[],
): string[] {
  if (outcomes.length < sources.length) return [];
  const declared = files.flatMap(({ schema }) => [...schema.classes, ...(schema.keypoints?.names ?? [])]);
  return namesNeverMet(labels, new Set(outcomes.flatMap(({ met }) => met)), new Set(declared));
}

/** A limit of losses that never applies. */
function describeUnchecked(
  { classes }: MovedObjects,
  outcomes: readonly Outcome[],
  { labels }: Recipe,
): string[] {
  if (labels.max_loss === 1 || outcomes.length === 0 || classes.length > 0) return [];
  return [
    'labels.max_loss checks nothing: the labels have no objects, and pixels of masks do not count as such',
  ];
}

export function summarise(
  { options, dataset, balance, started }: SummedRun,
  { outcomes, failures, refused }: Results,
  assembled: number,
  staleOutputs: StaleOutputs,
): Summary {
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + count(one), 0);
  const objects = refused ?? sumObjects(outcomes.map((one) => one.objects));
  const interrupted = options.signal?.aborted ?? false;
  return {
    output: typeof options.output === 'string' ? options.output : options.output.output.location,
    images: dataset.sources.length,
    done: outcomes.length,
    dryRun: options.dryRun ?? false,
    inventory: countedInventory(dataset, outcomes),
    ...(balance && { balance }),
    unchanged: sum(({ status }) => Number(status === 'unchanged')),
    variants: sum(({ made }) => made),
    originals: sum(({ originals }) => originals),
    empty: sum(({ isEmpty }) => Number(isEmpty)),
    decoded: sum(({ decoded }) => Number(decoded)),
    written: sum(({ written }) => written) + assembled,
    objects,
    failures: [
      ...failures,
      ...(interrupted ? [] : [...excessOf(objects, options.recipe), ...noObjectsIn(outcomes)]),
    ],
    notes: [
      ...dataset.warnings,
      ...describeNeverMet(options.recipe, dataset, outcomes),
      ...[...new Set(outcomes.flatMap(({ notes }) => notes))].sort(),
      ...describeUnchecked(objects, outcomes, options.recipe),
      ...describeCopies(objects.copies),
    ],
    staleOutputs: staleOutputs.left,
    removed: staleOutputs.removed,
    edited: staleOutputs.edited,
    seconds: (performance.now() - started) / 1000,
    interrupted,
    refused: refused !== undefined,
  };
}
