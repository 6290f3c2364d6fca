import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { isBucket } from '../stores/location.js';
import { reasonOf } from './file-errors.js';
import { addRecipeOptions, DEFAULT_INPUT, requireInput, wholeNumber } from './options.js';
import type { RecipeOptions } from './options.js';
import { say } from './say.js';

interface PreviewFlags extends RecipeOptions {
  readonly input?: string;
  readonly out?: string;
  readonly columns: number;
}

/** Of a picture on the sheet, in pixels. */
const TILE_WIDTH = 480;

export function previewCommand(): Command {
  return addRecipeOptions(
    new Command('preview')
      .description('a contact sheet (PNG) of the variants that run would make of a photo, labels drawn in')
      .argument('<images...>', 'photos of the input'),
  )
    .option(
      '--input <location>',
      'the input that the photo belongs to; its key there is part of the seed (default: raw-images where it holds the photo, else the folder of the photo)',
    )
    .option('--out <file>', 'where the sheet is written (default: NAME.preview.png here)')
    .option('--columns <n>', 'pictures a row', wholeNumber(1, 20), 3)
    .addHelpText(
      'after',
      `
Examples:
  augment preview raw-images/cat.jpg
  augment preview photos/a/cat.jpg photos/b/dog.jpg --input photos --variants 8 --columns 3 --out sheet.png
  augment preview s3://bucket/raw-images/cat.jpg`,
    )
    .action(async (images: string[], flags: PreviewFlags) => {
      const out = flags.out ?? `${path.parse(images[0]!).name}.preview.png`;
      const sheet = await drawSheet(images, flags);
      await writeFile(out, sheet).catch((error: unknown) => {
        throw new UsageError(`cannot write ${out}: ${reasonOf(error)}`);
      });
      say(`contact sheet: ${path.resolve(out)}`);
    });
}

async function drawSheet(images: readonly string[], flags: PreviewFlags): Promise<Uint8Array> {
  const missing = images.find((image) => !isBucket(image) && !existsSync(image));
  if (missing !== undefined) throw new UsageError(`there is no file ${missing}`);
  const input = flags.input ?? inputOf(images[0]!);
  requireInput(input);
  const keys = images.map((image) => keyBelow(input, image));
  const [{ discover }, { chooseSchema }, { makeSheet, sourceAt }, { openInput }, { loadRecipe }] =
    await Promise.all([
      import('../dataset/discover.js'),
      import('../jobs/choose-schema.js'),
      import('../variants/preview.js'),
      import('../stores/open.js'),
      import('./load-recipe.js'),
    ]);
  const { recipe } = await loadRecipe(input, flags);
  const stores = { input: await openInput(input) };
  const dataset = await discover(stores.input, recipe);
  const declared = await chooseSchema(stores.input, dataset, recipe);
  const sources = keys.map((key) => sourceAt(dataset, key));
  return makeSheet(sources, dataset, stores, {
    recipe,
    ...(declared && { declared }),
    columns: flags.columns,
    tileWidth: TILE_WIDTH,
  });
}

function keyBelow(input: string, image: string): string {
  const inner =
    isBucket(image) || isBucket(input)
      ? path.posix.relative(input, image)
      : path.relative(input, image).split(path.sep).join('/');
  const key = inner.normalize('NFC');
  if (isBucket(image) !== isBucket(input) || key.startsWith('../') || path.isAbsolute(key))
    throw new UsageError(`${image} is not in ${input}; --input names the folder that all photos lie in`);
  return key;
}

function inputOf(image: string): string {
  if (isBucket(image)) return image.slice(0, image.lastIndexOf('/'));
  const inside = path.relative(DEFAULT_INPUT, image);
  return existsSync(DEFAULT_INPUT) && !inside.startsWith('..') && !path.isAbsolute(inside)
    ? DEFAULT_INPUT
    : path.dirname(image);
}
