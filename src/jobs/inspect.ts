import { UsageError } from '../core/errors.js';
import { listEndings } from '../core/image-formats.js';
import { imageFormatsOf } from '../core/modules.js';
import { recipeDigest } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import { parseVariantKey } from '../dataset/names.js';
import type { Dataset } from '../dataset/source.js';
import { Inspection } from '../inspection/inspection.js';
import { understandFolders } from '../inspection/folder-classes.js';
import type { Report } from '../inspection/report.js';
import { currentRecords } from '../state/record-index.js';
import { openStores } from '../stores/open.js';
import type { OutputStores, Stores, StoreSettings } from '../stores/open.js';
import type { StoreRegistry } from '../stores/registry.js';
import type { Store } from '../stores/store.js';
import { addressesOf } from './executors.js';
import { forEachSource } from './pool.js';
import type { PoolOptions } from './pool.js';
import { readOnlyStores } from './tasks.js';

export interface InspectDatasetOptions extends PoolOptions, Pick<StoreSettings, 'state'> {
  /** As in `RunOptions`. */
  readonly input: string | Store;
  /** An output of `run`. It is only read, and nothing need be there, unless its Records are asked. */
  readonly output: string | OutputStores;
  /** Reads no image: what the Records of the output know is compared and counted. */
  readonly byRecords?: boolean;
  /** How images and labels are read: by its `decode`, `limits` and `labels`, and its rules for classes. */
  readonly recipe: Recipe;
  /** Where the Recipe comes from, if the report is to say what it would do. */
  readonly recipeFrom?: string | undefined;
  /** Bits of 256 in which the hashes of nearly the same images differ at most: 0 to `MOST_DISTANCE`. */
  readonly distance: number;
  /** Gets the share of the comparison of all images that is done, 0 to 1; they are compared once they are read. */
  readonly onComparing?: (share: number) => void;
  /** Opens the addresses. Absent: the kinds of Stores that this package brings. */
  readonly stores?: StoreRegistry;
}

/** What is known of a data set once it was inspected. */
export interface InspectedDataset {
  readonly report: Report;
  /** The keys of the images of each class, by its name. */
  readonly imagesByClass: ReadonlyMap<string, ReadonlySet<string>>;
  /** The keys of all images, or label files, of each finding of the report, which names the first of them. */
  readonly imagesByFinding: readonly (readonly string[])[];
}

/**
 * Reads all images and labels of an input once, or asks the Records of an output instead, and reports what is in it and what is wrong
 * with it. Nothing is written.
 * @throws UsageError if the input has no images, or is an output; the reason of the signal if it is aborted, as a report of a part
 * would look like one of all
 */
export async function inspectDataset(options: InspectDatasetOptions): Promise<Report> {
  return (await inspectImages(options)).report;
}

/** The same, with what lists of images are chosen by. @throws as `inspectDataset` does */
export async function inspectImages(options: InspectDatasetOptions): Promise<InspectedDataset> {
  const stores = readOnlyStores(await openStores(options.input, options.output, options.stores, options));
  const recipe = readingRecipe(options);
  const dataset = await discover(stores.input, recipe);
  requireImages(dataset, stores, recipe);
  options.signal?.throwIfAborted();
  const inspection = new Inspection(dataset, {
    ...understandFolders(dataset, options.recipe),
    recipe: options.recipe,
    recipeFrom: options.recipeFrom,
    distance: options.distance,
  });
  const { input, output, state } = stores;
  if (options.byRecords) {
    for await (const record of currentRecords(state)) inspection.addRecord(record);
    inspection.warnOfUnknown(output.location);
  } else await inspectAll(dataset, inspection, { recipe, stores }, options);
  options.signal?.throwIfAborted();
  const report = inspection.report(input.location, options.onComparing);
  return {
    report,
    imagesByClass: inspection.imagesByClass(),
    imagesByFinding: inspection.imagesByFinding(),
  };
}

async function inspectAll(
  { sources, files }: Dataset,
  inspection: Inspection,
  { recipe, stores }: { readonly recipe: Recipe; readonly stores: Stores },
  options: InspectDatasetOptions,
): Promise<void> {
  const setup = { recipe, digest: recipeDigest(recipe), files, dryRun: true };
  const work = { setup, stores, addresses: addressesOf(options) };
  await forEachSource('inspect', sources, work, options, {
    done: (source, found) => {
      inspection.add(source, found);
    },
    failed: (source, { reason }) => {
      inspection.fail(source, reason);
    },
  });
}

/** Reads all splits, and goes on behind a bad label. Without variants, nobody asks what would become of the objects. */
function readingRecipe({ recipe, recipeFrom }: InspectDatasetOptions): Recipe {
  return {
    ...recipe,
    splits: { ...recipe.splits, others: 'copy' },
    labels: { ...recipe.labels, on_error: 'reject' },
    balance: undefined,
    ...(recipeFrom === undefined && { variants: 0 }),
  };
}

function requireImages({ sources, failures }: Dataset, { input }: Stores, { modules }: Recipe): void {
  const variants = failures.filter(({ key }) => parseVariantKey(key)).length;
  if (variants > 0 && variants >= sources.length)
    throw new UsageError(
      `${input.location}: this is the output of augment run; inspect its input, or with --records what the run knows of it`,
    );
  if (sources.length > 0 || failures.length > 0) return;
  throw new UsageError(`${input.location}: no images found (${listEndings(imageFormatsOf(modules))})`);
}
