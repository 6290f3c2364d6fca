import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { reasonOf } from '../stores/directory/file-errors.js';
import type { StoreLocation } from '../stores/location.js';
import { standardStores } from '../stores/standard.js';
import { addRecipeOptions, DEFAULT_INPUT, wholeNumber } from './options.js';
import type { RecipeOptions } from './options.js';
import { composeFlags } from './packages.js';
import { say } from './say.js';

interface PreviewFlags extends RecipeOptions {
  readonly input?: string;
  readonly out?: string;
  readonly columns: number;
}

/** Width of an image on the sheet, in pixels. */
const TILE_WIDTH = 480;

export function previewCommand(): Command {
  return addRecipeOptions(
    new Command('preview')
      .description(
        'draw the variants that run would make of an image on a contact sheet (PNG), with their labels',
      )
      .argument('<images...>', 'images of the input'),
  )
    .option(
      '--input <location>',
      'the input that contains the images; the path of an image in it is part of the seed (default: raw-images if it contains the image, else the folder of the image)',
    )
    .option('--out <file>', 'file for the sheet (default: NAME.preview.png in the working folder)')
    .option('--columns <n>', 'images in a row', wholeNumber(1, 20), 3)
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
  const composition = await composeFlags(flags);
  const locate = (address: string) => composition.stores.locate(address);
  const files = images.map(locate);
  for (const file of files) file.expect({ use: 'file' });
  const input = flags.input === undefined ? inputOf(files[0]!) : locate(flags.input);
  input.expect({ use: 'input', contents: 'the images' });
  const keys = files.map((file) => keyBelow(input, file));
  const [{ discover }, { chooseSchema }, { makeSheet, sourceAt }, { loadRecipe }] = await Promise.all([
    import('../dataset/discover.js'),
    import('../jobs/choose-schema.js'),
    import('../variants/preview.js'),
    import('./load-recipe.js'),
  ]);
  const { recipe } = await loadRecipe(input.address, flags, composition);
  const stores = { input: await input.open('input') };
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

function keyBelow(input: StoreLocation, image: StoreLocation): string {
  const key = input.keyOf(image);
  if (key === undefined) {
    throw new UsageError(
      `${image.address} is not in ${input.address}; name the ${input.words.container} that contains all images with --input`,
    );
  }
  return key.normalize('NFC');
}

function inputOf(image: StoreLocation): StoreLocation {
  const standard = standardStores.locate(DEFAULT_INPUT);
  const parent = image.parent();
  return parent === undefined || standard.keyOf(image) !== undefined ? standard : parent.location;
}
