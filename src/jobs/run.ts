import { AugmentError, UsageError } from '../core/errors.js';
import { recipeDigest } from '../core/recipe/index.js';
import { compareKeys } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import { requireDecided } from '../dataset/source.js';
import type { Dataset, Failure, Source } from '../dataset/source.js';
import { assembleIndexed } from './assemble.js';
import { readLayout, refreshDataset } from '../state/dataset-state.js';
import { rememberInventory } from '../state/inventory-state.js';
import { RunJournal } from '../state/run-journal.js';
import { replaceFailures } from '../state/failures.js';
import { fileKey } from '../state/file-keys.js';
import { checkPool } from './check-pool.js';
import { chooseSchema } from './choose-schema.js';
import { chooseSources } from './choose-sources.js';
import type { Chosen } from './choose-sources.js';
import { requireApartSplits } from '../dataset/apart-splits.js';
import { clearStaleOutputs, NO_STALE_OUTPUTS } from '../state/stale-outputs.js';
import type { StaleOutputs } from '../state/stale-outputs.js';
import { requireNotDeployed } from '../state/require-not-deployed.js';
import { requireOwnFolder } from '../state/require-own-folder.js';
import { requireApart } from '../stores/require-apart.js';
import { collectRecords, recallRecords, rememberRecords } from '../state/record-index.js';
import type { IndexedRecords, RecalledRecords } from '../state/record-index.js';
import type { RecordSummary } from '../state/record.js';
import { recallContentHashes, rememberContentHashes } from '../state/content-hashes.js';
import { openStores, withPoolStore } from '../stores/open.js';
import type { OutputStores, Stores, StoreSettings } from '../stores/open.js';
import type { StoreRegistry } from '../stores/registry.js';
import type { Store } from '../stores/store.js';
import type { DeclaredSchema } from '../core/formats/format.js';
import { listEndings } from '../core/image-formats.js';
import { imageFormatsOf } from '../core/modules.js';
import type { RecordedSource } from './find-unchanged.js';
import { foreseeExcess } from './foresee.js';
import { forEachSource } from './pool.js';
import type { PoolOptions } from './pool.js';
import { addressesOf } from './executors.js';
import type { Work } from './executors.js';
import { countedInventory, summarise } from './summarise.js';
import type { Results, Summary } from './summarise.js';
import { trySuspects } from './suspects.js';
import { readOnlyStores } from './tasks.js';

export type { Summary } from './summarise.js';

export interface RunOptions extends PoolOptions, StoreSettings {
  /**
   * Addresses (paths of folders, or `s3://bucket/prefix`), or Stores that are open. Worker threads cannot receive a
   * Store, so with one the calling thread does the work; nobody then checks that input, output and state lie apart.
   */
  readonly input: string | Store;
  readonly output: string | OutputStores;
  readonly recipe: Recipe;
  /** Opens the addresses. Absent: the kinds of Stores that this package brings. */
  readonly stores?: StoreRegistry;
  /** Removes outputs that belong to no Source or variant any more. */
  readonly delete: boolean;
  /** For an input under watch, which may be empty. The outputs of these keys are removed if their image is gone. */
  readonly gone?: ReadonlySet<string>;
  /** Finds out what would be done, and writes nothing. */
  readonly dryRun?: boolean;
  /** Called for each image when it is done or has failed, in no certain order. */
  readonly onImage?: (image: ImageResult) => void;
}

/** What became of one image. */
export type ImageResult = Failure | { readonly key: string; readonly status: 'made' | 'unchanged' };

/** What all steps of a run share. */
interface Running extends Chosen {
  readonly options: RunOptions;
  /** The Recipe's. */
  readonly digest: string;
  readonly stores: Stores;
  readonly journal: RunJournal;
  readonly recalled: RecalledRecords;
  /** When it began, in milliseconds. */
  readonly started: number;
}

/** Brings the output to what the input and the Recipe ask for. Whatever was done before is not done again. */
export async function run(options: RunOptions): Promise<Summary> {
  const started = performance.now();
  const stores = await openAll(options);
  const discovered = await discover(stores.input, options.recipe);
  requireDecided(discovered);
  requireImages(discovered, stores, options);
  requireApartSplits(discovered, options.recipe);
  const [journal, recalled] = [await RunJournal.open(stores), await recallRecords(stores.state)];
  const digest = recipeDigest(options.recipe);
  const dataset = await withPoolChecked(discovered, options.recipe, stores);
  const found = { options, digest, stores, dataset, journal, recalled, started };
  const recall = async () => (await recallHashes(found)).sources;
  const running = { ...found, ...(await chooseSources(dataset, recall, workOf(found), options)) };
  const choose = () => chooseSchema(stores.input, running.dataset, options.recipe);
  return options.dryRun ? rehearse(running, choose) : perform(running, choose);
}

async function openAll(options: RunOptions): Promise<Stores> {
  const addresses = addressesOf(options);
  if (addresses) await requireApart(addresses.input, addresses.output, options.stores, addresses.state);
  const own = await openStores(options.input, options.output, options.stores, options);
  const opened = await withPoolStore(own, options.recipe.pool, options.input, options.stores);
  if (options.state !== undefined) await requireOwnFolder(opened.state);
  await requireNotDeployed(opened, options.recipe);
  return options.dryRun ? readOnlyStores(opened) : opened;
}

function requireImages({ sources, failures }: Dataset, { input }: Stores, options: RunOptions): void {
  if (sources.length > 0 || failures.length > 0 || options.delete || options.gone) return;
  const endings = listEndings(imageFormatsOf(options.recipe.modules));
  throw new UsageError(`${input.location}: no images found (${endings})`);
}

/** An outdated pool is a failure of its own: it may concern no image of this run. */
async function withPoolChecked(dataset: Dataset, recipe: Recipe, stores: Stores): Promise<Dataset> {
  if (!recipe.pool) return dataset;
  const known = new Map(await recallContentHashes(stores, versionsOf(dataset)));
  const sources = dataset.sources.map((source) => withHashes(source, known));
  const outdated = await checkPool(recipe, { ...dataset, sources }, stores);
  return { ...dataset, failures: [...dataset.failures, ...outdated] };
}

type ChooseSchema = () => Promise<DeclaredSchema | undefined>;

async function rehearse(running: Running, choose: ChooseSchema): Promise<Summary> {
  const { stores, dataset, journal, recalled } = running;
  // This comes first: if the bucket is missing, it ends the run. Later, every image would fail for that reason.
  const records = summariesOf(await collectRecords(stores.state, recalled.records));
  const staleOutputs = await clearStaleOutputs(stores, dataset, records, { delete: false }, journal);
  const results = await augmentAll(running, await recallHashes(running), workOf(running, await choose()));
  return summarise(running, results, 0, staleOutputs);
}

async function perform(running: Running, choose: ChooseSchema): Promise<Summary> {
  const { options, stores, dataset, journal } = running;
  const recalled = await recallHashes(running);
  const refused = await foreseeExcess(recalled.sources, workOf(running), options);
  if (refused) return summarise(running, { ...noResults(dataset), refused }, 0, NO_STALE_OUTPUTS);
  await Promise.all([stores.output.tidy(), stores.state.tidy()]);
  const { declared } = await refreshDataset(stores.state, options.recipe, async () => ({
    dataset,
    declared: await choose(),
  }));
  const results = await augmentAll(running, recalled, workOf(running, declared));
  for (const { key } of results.outcomes) journal.finish(key);
  if (options.signal?.aborted) {
    await journal.close();
    return summarise(running, results, 0, NO_STALE_OUTPUTS);
  }

  try {
    const { written, staleOutputs } = await complete(running, results);
    return summarise(running, results, written, staleOutputs);
  } catch (error) {
    // A full disk, for example. What failed before is listed all the same.
    if (!(error instanceof AugmentError)) throw error;
    results.failures.push({ key: stores.output.location, reason: error.message });
    return summarise(running, results, 0, NO_STALE_OUTPUTS);
  }
}

/** What follows when all images are done: everything about the whole data set. */
async function complete(
  { options, digest, stores, dataset, journal, recalled }: Running,
  results: Results,
): Promise<{ readonly written: number; readonly staleOutputs: StaleOutputs }> {
  const { state } = stores;
  const found = await collectRecords(state, recalled.records);
  const cleared = await clearStaleOutputs(stores, dataset, summariesOf(found), options, journal);
  await journal.close();
  // Records of images that are gone may have been removed.
  const records = options.delete || options.gone ? await collectRecords(state, found) : found;
  await rememberRecords(state, records, recalled);
  const assembled = await assembleIndexed(stores, {
    stalePolicy: options.delete ? 'remove' : 'keep',
    modules: options.recipe.modules,
  });
  for (const failure of assembled.failures) results.failures.push(failure);
  const { dataset: known } = await readLayout(state);
  await replaceFailures(state, results.failures, { recipe: digest, dataset: known });
  await rememberInventory(state, countedInventory(dataset, results.outcomes));
  await state.tidy();
  const staleOutputs = {
    left: [...cleared.left, ...assembled.left].sort(),
    removed: [...cleared.removed, ...assembled.removed].sort(),
    edited: cleared.edited,
  };
  return { written: assembled.written, staleOutputs };
}

function noResults(dataset: Dataset): Results {
  return { outcomes: [], failures: [...dataset.failures] };
}

/** What is known of the listed versions, and the Sources with it. */
interface RecalledSources {
  readonly versions: ReadonlyMap<string, string>;
  readonly hashes: Map<string, string>;
  readonly sources: readonly RecordedSource[];
}

async function recallHashes({ stores, dataset, recalled }: Running): Promise<RecalledSources> {
  const versions = versionsOf(dataset);
  const hashes = new Map(await recallContentHashes(stores, versions));
  const sources = dataset.sources.map((source) => withRecord(withHashes(source, hashes), recalled));
  return { versions, hashes, sources };
}

function workOf({ options, digest, stores, dataset, journal }: Running, declared?: DeclaredSchema): Work {
  const setup = {
    recipe: options.recipe,
    digest,
    files: dataset.files,
    ...(declared && { declared }),
    dryRun: options.dryRun ?? false,
    run: journal.id,
  };
  return { setup, stores, addresses: addressesOf(options) };
}

async function augmentAll(
  { options, stores, dataset, journal }: Running,
  { versions, hashes, sources }: RecalledSources,
  work: Work,
): Promise<Results> {
  const results = noResults(dataset);
  const fatal = await trySuspects(sources, work, journal, options.signal);
  for (const failure of fatal) results.failures.push(failure);
  for (const failure of results.failures) options.onImage?.(failure);
  const failed = new Set(fatal.map(({ key }) => key));
  const others = failed.size === 0 ? sources : sources.filter(({ key }) => !failed.has(key));
  await forEachSource('augment', others, work, options, {
    done: (_source, { outcome, read }) => {
      results.outcomes.push(outcome);
      options.onImage?.(outcome);
      for (const { key, version, sha256 } of read) if (versions.get(key) === version) hashes.set(key, sha256);
    },
    failed: ({ key }, why) => {
      const failure = { key, ...why };
      results.failures.push(failure);
      options.onImage?.(failure);
    },
  });
  if (!options.dryRun) await rememberContentHashes(stores, versions, hashes);
  const byKey = (a: { key: string }, b: { key: string }) => compareKeys(a.key, b.key);
  results.outcomes.sort(byKey);
  results.failures.sort(byKey);
  return results;
}

function summariesOf(records: IndexedRecords): RecordSummary[] {
  return [...records.values()].map(({ record }) => record);
}

/** The listed versions of all images and label files. */
function versionsOf({ sources, labelVersions }: Dataset): ReadonlyMap<string, string> {
  const images = sources.flatMap(({ key, version }) =>
    version === undefined ? [] : [[key, version] as const],
  );
  return new Map([...images, ...labelVersions]);
}

function withHashes(source: Source, hashes: ReadonlyMap<string, string>): Source {
  if (hashes.size === 0) return source;
  const { labels } = source;
  const knowing = <File extends { readonly key: string }>(file: File): File & { readonly known?: string } => {
    const known = hashes.get(file.key);
    return known === undefined ? file : { ...file, known };
  };
  return { ...knowing(source), ...(labels && { labels: { ...labels, files: labels.files.map(knowing) } }) };
}

function withRecord(source: Source, { records }: RecalledRecords): RecordedSource {
  const recorded = records.get(fileKey('records', source.key))?.record;
  return recorded ? { ...source, recorded } : source;
}
