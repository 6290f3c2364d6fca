import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { discover } from '../../src/dataset/discover.js';
import { schemaOf } from '../../src/dataset/source.js';
import type { Dataset } from '../../src/dataset/source.js';
import type { Annotations } from '../../src/core/annotations/model.js';
import { parseRecipe } from '../../src/core/recipe/parse.js';
import type { Recipe } from '../../src/core/recipe/schema.js';
import { readLabels, readSource } from '../../src/variants/read-source.js';
import { openStores } from '../../src/stores/open.js';
import { augmentRun } from './command.js';
import { snapshot, temporaryFolder, writeFiles } from './folders.js';

type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Output {
  readonly input: string;
  readonly output: string;
  readonly summary: Awaited<ReturnType<typeof augmentRun>>['summary'];
  /** Keys of all files, sorted. */
  readonly keys: readonly string[];
  readonly text: (key: string) => Promise<string>;
}

/** Writes the files and the Recipe into a folder, and runs the real command on it. */
export async function runOn(files: Files, recipe: string): Promise<Output> {
  const folder = await temporaryFolder();
  const [input, output] = [path.join(folder, 'in'), path.join(folder, 'out')];
  await writeFiles(input, files);
  await writeFiles(folder, { 'recipe.yaml': recipe });
  const recipeFile = path.join(folder, 'recipe.yaml');
  const { summary } = await augmentRun(input, output, '--recipe', recipeFile, '--workers', '1');
  await mkdir(output, { recursive: true });
  const all = await snapshot(output);
  return {
    input,
    output,
    summary,
    keys: Object.keys(all).filter((key) => all[key] !== 'folder'),
    text: (key) => readFile(path.join(output, key), 'utf8'),
  };
}

export interface Labelled {
  readonly dataset: Dataset;
  /** From the image's key to its labels, as this program reads the folder. */
  readonly labels: ReadonlyMap<string, Annotations>;
  readonly problems: readonly string[];
}

/**
 * Reads an output folder as an input. Variants are refused as Sources by their names, so a copy is read in which
 * `cat_jpg.v1.jpg` is `cat-jpg-1.jpg`, in names and in texts.
 */
export async function readOutput(output: string): Promise<Labelled> {
  const folder = await temporaryFolder();
  const rename = (text: string) => text.replace(/_([a-z]+)\.v(\d+)/gi, '-$1-$2');
  for (const [key, kind] of Object.entries(await snapshot(output))) {
    if (kind === 'folder') continue;
    const bytes = await readFile(path.join(output, key));
    const isText = /\.(txt|xml|json|yaml)$/.test(key);
    await writeFiles(folder, { [rename(key)]: isText ? rename(bytes.toString('utf8')) : bytes });
  }
  return readFolder(folder);
}

/** Reads a folder of images with labels, as this program does. */
export async function readFolder(folder: string): Promise<Labelled> {
  const recipe: Recipe = parseRecipe('transforms: []', 'recipe.yaml');
  const { input } = await openStores(folder, `${folder}.none`);
  const dataset = await discover(input, recipe);
  const labels = new Map<string, Annotations>();
  const problems: string[] = [];
  for (const source of dataset.sources) {
    const schema = schemaOf(source, dataset.files);
    const bytes = await readSource(source, { schema }, input);
    const { width, height, channels } = await sharp(await bytes.image()).metadata();
    const context = {
      ...{ image: source.key, width, height, channels: channels === 1 ? (1 as const) : (3 as const) },
      schema,
    };
    const reading = await readLabels(source, bytes, context, recipe);
    labels.set(source.key, reading.annotations);
    problems.push(...reading.problems.map(({ reason }) => reason));
  }
  return { dataset, labels, problems };
}
