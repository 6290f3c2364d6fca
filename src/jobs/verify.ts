import { recipeDigest } from '../core/recipe/index.js';
import type { Modules } from '../core/modules.js';
import { discover } from '../dataset/discover.js';
import { isIncidental } from '../dataset/incidental.js';
import { isHidden } from '../dataset/layout.js';
import { listRecords, recordedFiles } from '../state/record.js';
import { countedLabels } from '../dataset/rejected-labels.js';
import type { RejectedLabel, RejectedLabels } from '../dataset/rejected-labels.js';
import type { Dataset, Failure } from '../dataset/source.js';
import { readDatasetFileLedger } from '../state/output-files.js';
import type { OutputFile } from '../state/output-files.js';
import { datasetFiles } from './assemble.js';
import { recallDataset } from '../state/dataset-state.js';
import { forEachSource } from './pool.js';
import type { PoolOptions } from './pool.js';
import { checkPool } from './check-pool.js';
import { chooseSources } from './choose-sources.js';
import { addressesOf } from './executors.js';
import type { Work } from './executors.js';
import { readOnlyStores } from './tasks.js';
import { openStores, withPoolStore } from '../stores/open.js';
import type { OutputStores, Stores } from '../stores/open.js';
import type { StoreRegistry } from '../stores/registry.js';
import type { Store } from '../stores/store.js';
import type { Finding } from './verify-source.js';

export interface VerifyOptions extends PoolOptions {
  /** As in `RunOptions`. */
  readonly input: string | Store;
  readonly output: string | OutputStores;
  /** The address of the output's state, where `output` is an address. Absent: beside the output. */
  readonly state?: string | undefined;
  /** Opens the addresses. Absent: the kinds of Stores that this package brings. */
  readonly stores?: StoreRegistry;
  /** What the Recipe of the last run is read against. Absent: what this package brings. */
  readonly modules?: Modules;
}

export interface Verification {
  /** Images whose variants were made again. */
  readonly images: number;
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
  /** Labels of the input that no output has, because they cannot be used. */
  readonly rejected: RejectedLabels;
}

/** Makes everything again with the Recipe of the last run, and compares it with the output. */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const opened = readOnlyStores(await openStores(options.input, options.output, options.stores, options));
  const { recipe, declared } = await recallDataset(opened, options.modules);
  const stores = await withPoolStore(opened, recipe.pool, options.input, options.stores);
  const found = await discover(stores.input, recipe);
  const outdated = await checkPool(recipe, found, stores);
  const setup = {
    recipe,
    digest: recipeDigest(recipe),
    files: found.files,
    ...(declared && { declared }),
  };
  const work = { setup, stores, addresses: addressesOf(options) };
  const dataset = await filtered(found, work, options);
  const findings: Finding[] = [];
  const failures: Failure[] = [...dataset.failures, ...outdated];
  const rejected: RejectedLabel[] = [...dataset.inventory.rejected.labels];
  await forEachSource('verify', dataset.sources, work, options, {
    done: (_source, verified) => {
      for (const finding of verified.findings) findings.push(finding);
      for (const label of verified.rejected) rejected.push(label);
    },
    failed: (source, failure) => failures.push({ key: source.key, ...failure }),
  });
  const files = await datasetFiles(stores, options.modules);
  const all = [
    ...findings,
    ...(await compareDatasetFiles(stores, files)),
    ...(await findStrays(stores, dataset, files)),
  ];
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  return {
    images: dataset.sources.length,
    findings: all.sort(byKey),
    failures: failures.sort(byKey),
    rejected: countedLabels(rejected),
  };
}

/** Without the images that the Recipe leaves out. How many variants there should be of the others, their Records say. */
async function filtered(found: Dataset, work: Work, options: PoolOptions): Promise<Dataset> {
  const recipe = { ...work.setup.recipe, balance: undefined };
  const unbalanced = { ...work, setup: { ...work.setup, recipe } };
  return (await chooseSources(found, () => Promise.resolve(found.sources), unbalanced, options)).dataset;
}

async function compareDatasetFiles({ output }: Stores, files: readonly OutputFile[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { key, sha256 } of files) {
    const held = await output.hash(key);
    if (!held) findings.push({ key, kind: 'missing', detail: '`augment assemble` makes it' });
    else if (held.sha256 !== sha256) {
      findings.push({ key, kind: 'different', detail: 'it is not what augment run makes of these images' });
    }
  }
  return findings;
}

/** Files in the output that no present Source and no file of the data set accounts for. */
async function findStrays(
  { output, state }: Stores,
  dataset: Dataset,
  files: readonly OutputFile[],
): Promise<Finding[]> {
  const present = new Set(dataset.sources.map(({ key }) => key));
  const known = new Set(files.map(({ key }) => key));
  const stale = new Set([...(await readDatasetFileLedger(state)).keys()].filter((key) => !known.has(key)));
  const orphans = new Set<string>();
  for await (const record of listRecords(state)) {
    for (const { key } of recordedFiles(record)) (present.has(record.key) ? known : orphans).add(key);
  }
  const findings: Finding[] = [];
  for await (const { key } of output.list()) {
    if (known.has(key) || isHidden(key) || isIncidental(key) || isDecodedCache(key)) continue;
    findings.push({ key, kind: 'stray', detail: reasonOf(key, orphans, stale) });
  }
  return findings;
}

/** Decoded images that Ultralytics keeps beside the images if it is told to cache them on disk. */
function isDecodedCache(key: string): boolean {
  return key.toLowerCase().endsWith('.npy');
}

function reasonOf(key: string, orphans: ReadonlySet<string>, stale: ReadonlySet<string>): string {
  const removal = '`augment run --delete` removes it';
  if (orphans.has(key)) return `its image is gone; ${removal}`;
  return stale.has(key) ? `the recipe no longer asks for it; ${removal}` : 'nothing accounts for it';
}
