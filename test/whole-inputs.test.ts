import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { parseRecipe } from '../src/core/recipe/parse.js';
import { discover } from '../src/dataset/discover.js';
import { isHidden } from '../src/dataset/layout.js';
import type { Dataset } from '../src/dataset/source.js';
import { FOLDERS, generatedFile, generatedRecipe, RUNS } from '../src/dataset/testing/generated-files.js';
import { run } from '../src/jobs/run.js';
import type { Summary } from '../src/jobs/run.js';
import { openStores } from '../src/stores/open.js';
import { temporaryFolder } from './support/folders.js';

const JPEG = await sharp({ create: { width: 24, height: 16, channels: 3, background: 'teal' } })
  .jpeg()
  .toBuffer();
const IMAGES = [JPEG, JPEG, JPEG.subarray(0, JPEG.length - 30), Buffer.alloc(0)];

/** An image that may be cut off or empty, whatever its ending says. */
const image = fc.record({
  folder: fc.constantFrom(...FOLDERS),
  name: fc.constantFrom('a.jpg', 'b.jpg', 'c.JPG', 'd.png', 'a b.jpg'),
  bytes: fc.constantFrom(...IMAGES),
});
const link = fc.record({
  folder: fc.constantFrom(...FOLDERS),
  name: fc.constantFrom('a.jpg', 'a.txt', 'e.jpg', 'e.txt', 'more', 'ln'),
  target: fc.constantFrom(
    'images',
    'labels',
    'train',
    '.',
    'images/a.jpg',
    'labels/a.txt',
    'b.jpg',
    'no-such',
  ),
});
const input = fc.record({
  files: fc.array(generatedFile, { maxLength: 12 }),
  images: fc.array(image, { minLength: 1, maxLength: 4 }),
  links: fc.array(link, { maxLength: 3 }),
});

type Input = typeof input extends fc.Arbitrary<infer Value> ? Value : never;

async function writeInput({ files, images, links }: Input, folder: string): Promise<void> {
  for (const { key, text } of files) await put(folder, key, (file) => writeFile(file, text));
  for (const one of images) await put(folder, one.folder + one.name, (file) => writeFile(file, one.bytes));
  for (const one of links)
    await put(folder, one.folder + one.name, (file) =>
      symlink(path.relative(path.dirname(file), path.join(folder, one.target)) || '.', file),
    );
}

/** Leaves out what another file or link is in the way of. */
async function put(folder: string, key: string, write: (file: string) => Promise<void>): Promise<void> {
  const file = path.join(folder, key);
  await mkdir(path.dirname(file), { recursive: true });
  await write(file).catch(() => undefined);
}

/** All files that are not hidden, with those behind links; a link that cannot be followed stands for itself. */
async function filesIn(folder: string, prefix = '', above: readonly string[] = []): Promise<string[]> {
  const { ino } = await stat(folder);
  const trail = [...above, String(ino)];
  const entries = await readdir(folder);
  const found = await Promise.all(
    entries.map(async (name) => {
      const [file, key] = [path.join(folder, name), prefix + name];
      const stats = await stat(file).catch(() => undefined);
      if (!stats?.isDirectory() || trail.includes(String(stats.ino))) return [key];
      return filesIn(file, `${key}/`, trail);
    }),
  );
  return found.flat().filter((key) => !isHidden(key));
}

/** The files of the input by what became of them; the labels of an image that failed are with their image. */
function placed({ sources }: Dataset, { inventory, failures }: Summary): string[] {
  const failed = new Set(failures.map(({ key }) => key));
  const withLabels = (keys: typeof sources) =>
    keys.flatMap(({ key, labels }) => [key, ...(labels?.files ?? []).map((file) => file.key)]);
  const used = new Set([
    ...withLabels(sources.filter(({ key }) => !failed.has(key))),
    ...inventory.datasetFiles,
    ...inventory.lists,
  ]);
  const lost = withLabels(sources.filter(({ key }) => failed.has(key))).filter((key) => !used.has(key));
  return [
    ...used,
    ...new Set([...failed, ...lost]),
    ...inventory.unused.flatMap(({ files }) => files),
  ].sort();
}

it('finds every file of a folder with links and damaged images in exactly one place after a run', async () => {
  await fc.assert(
    fc.asyncProperty(input, generatedRecipe, async (files, text) => {
      const folder = await temporaryFolder();
      await mkdir(path.join(folder, 'in'));
      await writeInput(files, path.join(folder, 'in'));
      const [recipe, output] = [parseRecipe(text, 'recipe.yaml'), path.join(folder, 'out')];
      const stores = await openStores(path.join(folder, 'in'), output);
      const dataset = await discover(stores.input, recipe);
      fc.pre(dataset.undecided.length === 0 && dataset.sources.length + dataset.failures.length > 0);
      const summary = await run({
        ...{ input: stores.input, output: stores, recipe },
        ...{ workers: 1, delete: false },
      });
      expect(placed(dataset, summary)).toEqual((await filesIn(path.join(folder, 'in'))).sort());
    }),
    { ...RUNS, numRuns: RUNS.numRuns / 10 },
  );
}, 1_200_000);
