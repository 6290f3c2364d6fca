import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import type { PoolContent } from '../core/recipe/index.js';
import type { CollectedPool } from '../jobs/collect-pool.js';
import type { Composition } from '../packages/compose.js';
import { reasonOf } from '../stores/directory/file-errors.js';
import type { StoreLocation } from '../stores/location.js';
import type { StoreRegistry } from '../stores/registry.js';
import { EXIT } from './exit.js';
import { addRecipeOptions, DEFAULT_INPUT, OR_BUCKET, requireInput, wholeNumber } from './options.js';
import type { RecipeOptions } from './options.js';
import { composeFlags } from './packages.js';
import { count, describeFailure, say } from './say.js';

interface PoolFlags extends RecipeOptions {
  readonly out?: string;
  readonly into?: string;
  readonly sample?: number | undefined;
  readonly classes?: readonly string[];
}

const POOL_NAME = 'pool.json';

export function poolCommand(): Command {
  return addRecipeOptions(
    new Command('pool')
      .description('write down the images that Mosaic, MixUp and others mix in, with their labels and hashes')
      .argument('[input]', `images with their labels: a folder ${OR_BUCKET}`, DEFAULT_INPUT),
  )
    .option(
      '-o, --out <file>',
      `file to write (default: the one that mix.pool of the recipe names, else ${POOL_NAME} beside the recipe)`,
    )
    .option(
      '--into <data set>',
      'the input of augment run that the images are mixed into, if they do not lie in it (default: the same)',
    )
    .option('--sample <n>', 'so many images, chosen by the hashes of their keys', wholeNumber(1, 10_000_000))
    .option('--classes <names...>', 'only images with an object of one of these classes')
    .addHelpText(
      'after',
      `
Examples:
  augment pool images                      writes the file that images/recipe.yaml names
  augment pool images --sample 500
  augment pool images --recipe mixing.yaml -o pool.json
  augment pool backgrounds --into images   for images/recipe.yaml; backgrounds must stay where it is

Of a data set with splits, only the images that are augmented are written down.
The images of a pool must not change: write it again after a change.`,
    )
    .action(async (input: string, flags: PoolFlags) => {
      const { failures } = await writePool(input, flags, await composeFlags(flags), say);
      if (failures.length > 0) process.exitCode = EXIT.failed;
    });
}

/**
 * Writes the pool that the Recipe names.
 * @param say gets a line about what was found and written
 * @throws UsageError where nothing can be mixed in, or another file is in the way
 */
export async function writePool(
  input: string,
  flags: PoolFlags,
  composition: Composition,
  say: (line: string) => void,
): Promise<CollectedPool> {
  const { stores } = composition;
  requireInput(input, undefined, stores);
  if (flags.into !== undefined) requireInput(flags.into, undefined, stores);
  const [{ loadWithoutPool }, { collectPool }, { formatPool, requireObjects, suggestion, withPool }] =
    await Promise.all([
      import('./load-recipe.js'),
      import('../jobs/collect-pool.js'),
      import('../core/recipe/index.js'),
    ]);
  const { recipe, from, folder } = await loadWithoutPool(flags.into ?? input, flags, composition);
  const file = fileOf(flags, folder.at(recipe.mix?.pool ?? POOL_NAME), stores);
  await requireReplaceable(file);
  say(`input: ${input}, recipe: ${from}`);
  const choice = { most: flags.sample, classes: flags.classes };
  const collected = await collectPool(await stores.locate(input).open('input'), recipe, choice);
  const unknown = unknownClasses(collected, flags).map((name) =>
    collected.classes.length === 0
      ? `no image has an object, of '${name}' or another class`
      : `no object has the class '${name}'; ${suggestion(name, collected.classes)}`,
  );
  requireImages(collected, input, unknown);
  requireObjects(withPool(recipe, collected.sources), file.address);
  await writeFile(
    file.address,
    formatPool({ sources: collected.sources, ...rootOf(input, flags, stores) }),
  ).catch((error: unknown) => {
    throw new UsageError(`cannot write ${file.address}: ${reasonOf(error)}`, { cause: error });
  });
  for (const sentence of unknown) say(`note: ${sentence}`);
  for (const failure of collected.failures) say(describeFailure(failure));
  say(`pool: ${file.address}; ${count(collected.sources.length, 'image')}`);
  if (!recipe.mix) say(`the recipe names it by \`mix: {pool: ${POOL_NAME}}\``);
  return collected;
}

/** Where the images lie, as `run` will find them: between folders a path, which holds where both are moved. */
function rootOf(input: string, { into }: PoolFlags, stores: StoreRegistry): Pick<PoolContent, 'root'> {
  if (into === undefined) return {};
  const isFolder = (address: string) => stores.schemeOf(address) === undefined;
  if (!isFolder(input)) return { root: stores.locate(input).address };
  if (!isFolder(into)) return { root: path.resolve(input) };
  const root = path.relative(into, input).split(path.sep).join('/');
  return root === '' ? {} : { root };
}

/** @throws UsageError where the file would lie in a bucket */
function fileOf({ out }: PoolFlags, named: StoreLocation, stores: StoreRegistry): StoreLocation {
  const file = out === undefined ? named : stores.locate(out);
  if (stores.schemeOf(file.address) === undefined) return file;
  throw new UsageError(
    `${file.address}: a pool is written to this machine; name a file with --out, and copy it`,
  );
}

/** @throws UsageError for a file that is something else */
async function requireReplaceable(file: StoreLocation): Promise<void> {
  const stored = await file.read();
  if (!stored || new TextDecoder().decode(stored.bytes.subarray(0, START.length)).startsWith(START)) return;
  throw new UsageError(`${file.address}: it exists and is no pool, and so it is not overwritten`);
}

/** How every file begins that `formatPool` makes. */
const START = '{"version":1,"sources":[';

/** Where enough images were found before the last one was read, nobody knows the classes of the others. */
function unknownClasses({ sources, classes }: CollectedPool, flags: PoolFlags): string[] {
  if (sources.length >= (flags.sample ?? Infinity)) return [];
  return (flags.classes ?? []).filter((name) => !classes.includes(name));
}

/** @throws UsageError where the pool would be empty */
function requireImages(
  { sources, failures }: CollectedPool,
  input: string,
  unknown: readonly string[],
): void {
  if (sources.length > 0) return;
  if (unknown.length > 0) throw new UsageError(unknown.map((sentence) => `${input}: ${sentence}`).join('\n'));
  const [first] = failures;
  throw new UsageError(
    first
      ? `${input}: no image can be mixed into others; ${describeFailure(first)}`
      : `${input}: no images found for a pool`,
  );
}
