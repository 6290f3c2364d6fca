// Counts the requests by which the functions take note of changed images, and by which they reconcile fully, in data sets of
// many sizes: npm run --silent build && node bench/requests/run.mjs [--sizes 1000,10000] [--whole 1000000]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { recipeDigest } from '../../dist/core/recipe/digest.js';
import { makeDataset, RECIPE } from './data-set.mjs';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000,1000000,10000000' },
    /** Above this number of images, no full reconciliation of the whole data set is measured, or none by ranges. */
    whole: { type: 'string', default: '1000000' },
    ranges: { type: 'string', default: '10000000' },
    one: { type: 'string' },
    what: { type: 'string' },
    bundle: { type: 'string' },
  },
});
/** List prices of S3 Standard in us-east-1. */
const DOLLARS = { GET: 0.4e-6, HEAD: 0.4e-6, LIST: 5e-6, PUT: 5e-6, DELETE: 0 };

if (values.one === undefined) await measureAll();
else await measureOne(Number(values.one));

/** Each size in a process of its own, whose memory is measured. */
async function measureAll() {
  // The bundle finds packages only from a folder within the project.
  const folder = mkdtempSync(fileURLToPath(new URL('../../node_modules/.bench-requests-', import.meta.url)));
  try {
    const bundle = path.join(folder, 'measured.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('entry.ts', import.meta.url))],
      outfile: bundle,
      ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external' },
      logLevel: 'error',
    });
    const script = fileURLToPath(import.meta.url);
    for (const size of values.sizes.split(',')) {
      const isMeasured = {
        changes: true,
        whole: Number(size) <= Number(values.whole),
        ranges: Number(size) <= Number(values.ranges),
      };
      for (const what of Object.keys(isMeasured).filter((one) => isMeasured[one])) {
        const options = ['--one', size, '--what', what, '--bundle', bundle];
        process.stdout.write(
          execFileSync(process.execPath, ['--max-old-space-size=12000', script, ...options], {
            encoding: 'utf8',
          }),
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOne(size) {
  const measured = await import(pathToFileURL(values.bundle).href);
  const changes = values.what === 'changes' ? changesOf(size) : [];
  const { stores, counts, change } = await makeDataset(
    size,
    values.what === 'changes' ? changes.flatMap(([, all]) => all) : undefined,
    measured,
  );
  const engineQueue = { memory: { total: 2 ** 30 } };
  const context = { stores, recipe: RECIPE, digest: recipeDigest(RECIPE), engineQueue };
  const took = async (name, work) => {
    for (const kind of Object.keys(counts)) counts[kind] = 0;
    const started = performance.now();
    await work();
    print(size, name, counts, performance.now() - started);
  };
  const ask = (keys) => {
    if (keys.length > 0) throw new Error('something is not up to date');
    return Promise.resolve();
  };
  const full = {
    whole: () => measured.reconcile(context, ask),
    ranges: () => measured.reconcileByRanges(context, ask, { hasTime: () => true }),
  }[values.what];
  if (full)
    await took(`full reconciliation: ${values.what}`, async () => {
      const { images } = await full();
      if (images !== size) throw new Error(`${images} of ${size} images were compared`);
    });
  for (const [name, indices] of changes)
    await took(name, () => tell(indices.map(change), size, context, measured));
}

function changesOf(size) {
  const step = Math.floor(size / 7);
  return [
    ['1 changed', [Math.floor(size / 2)]],
    ['10 changed, anywhere', Array.from({ length: 10 }, (_, i) => (i * step + i) % size)],
    ['1,000 changed, beside each other', Array.from({ length: 1000 }, (_, i) => i)],
  ];
}

async function tell(keys, size, context, measured) {
  const message = { id: '1', sent: Date.now(), body: measured.encodeChanged(keys, true) };
  await measured.reconcileBatch([message], {
    now: Date.now,
    isReconciliationDue: measured.isReconciliationDue,
    mayBeByRanges: measured.mayBeByRanges,
    mostWhole: Infinity,
    open: () => Promise.resolve(context),
    assembly: { until: 0, isAwaited: false },
    folded: () => undefined,
    // What a full reconciliation costs is a row of its own.
    requestReconcile: () => Promise.resolve(),
  });
  const { images } = (await measured.readIndexRoot(context.stores.state)).content.totals;
  if (images !== size) throw new Error(`the index has ${images} of ${size} images`);
}

function print(size, name, counts, milliseconds) {
  const dollars = Object.entries(counts).reduce((sum, [kind, number]) => sum + number * DOLLARS[kind], 0);
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0;
  const cells = [size, name, counts.GET, counts.HEAD, counts.LIST, counts.PUT, counts.DELETE];
  process.stdout.write(
    `| ${[...cells, `$${dollars.toPrecision(2)}`, `${(milliseconds / 1000).toFixed(2)} s`, `${Math.round(peak / 1024)} MB`].join(' | ')} |\n`,
  );
}
