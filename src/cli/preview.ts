import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import type { Dataset, Source } from '../dataset/source.js';
import { reasonOf } from '../stores/directory/file-errors.js';
import type { Sheet } from '../variants/preview.js';
import { EXIT } from './exit.js';
import { addRecipeOptions, wholeNumber } from './options.js';
import type { RecipeOptions } from './options.js';
import { composeFlags } from './packages.js';
import type { Previewed } from './previewed.js';
import { describeFailure, say } from './say.js';

interface PreviewFlags extends RecipeOptions {
  readonly input?: string;
  readonly out?: string;
  readonly columns?: number;
  readonly images: number;
}

/** Width of an image on the sheet, in pixels. */
const TILE_WIDTH = 480;
/** A row holds an image with all its variants, if it does not become wider than that. */
const MOST_COLUMNS = 5;
const IMAGES_OF_FOLDER = 4;

export function previewCommand(): Command {
  return addRecipeOptions(
    new Command('preview')
      .description(
        'draw the variants that run would make of an image on a contact sheet (PNG), with their labels',
      )
      .argument(
        '<images...>',
        'images of the input, or a folder: the input itself, or a part of it, of which a few images are shown',
      ),
  )
    .option(
      '--input <location>',
      'the input that contains the images; the path of an image in it is part of the seed (default: raw-images if it contains the image, else the data set around the image)',
    )
    .option('--images <n>', 'images to show of a folder', wholeNumber(1, 100), IMAGES_OF_FOLDER)
    .option('--out <file>', 'file for the sheet (default: NAME.preview.png in the working folder)')
    .option(
      '--columns <n>',
      `images in a row (default: each image with its variants, at most ${MOST_COLUMNS})`,
      wholeNumber(1, 20),
    )
    .addHelpText(
      'after',
      `
Examples:
  augment preview images
  augment preview raw-images/cat.jpg --recipe detection
  augment preview images/a/cat.jpg images/b/dog.jpg --input images --variants 8 --columns 3 --out sheet.png
  augment preview s3://bucket/raw-images/cat.jpg`,
    )
    .action(async (images: string[], flags: PreviewFlags) => {
      const out = flags.out ?? `${path.parse(path.resolve(images[0]!)).name}.preview.png`;
      const { bytes, failures, notes } = await drawSheet(images, flags);
      const { describeNotes } = await import('./summary.js');
      await writeFile(out, bytes).catch((error: unknown) => {
        throw new UsageError(`cannot write ${out}: ${reasonOf(error)}`);
      });
      for (const line of describeNotes(notes)) say(line);
      for (const failure of failures) say(describeFailure(failure));
      say(`contact sheet: ${path.resolve(out)}`);
      if (failures.length > 0) process.exitCode = EXIT.failed;
    });
}

async function drawSheet(addresses: readonly string[], flags: PreviewFlags): Promise<Sheet> {
  const composition = await composeFlags(flags);
  const [{ findPreviewed }, { describeClasses, describeInventory, describeLostLabels }, { describeLosses }] =
    await Promise.all([import('./previewed.js'), import('./inventory.js'), import('./losses.js')]);
  const previewed = await findPreviewed(addresses, flags.input, composition);
  const { input } = previewed;
  const [{ discover }, { areLabelsLost }, { chooseSchema }, { makeSheet }, { loadRecipe }] =
    await Promise.all([
      import('../dataset/discover.js'),
      import('../dataset/unused.js'),
      import('../jobs/choose-schema.js'),
      import('../variants/preview.js'),
      import('./load-recipe.js'),
    ]);
  const { recipe, from } = await loadRecipe(input.address, flags, composition);
  const stores = { input: await input.open('input') };
  const dataset = await discover(stores.input, recipe);
  const { inventory } = dataset;
  say(`input: ${input.address}, recipe: ${from}`);
  for (const line of describeInventory(inventory)) say(line);
  if (areLabelsLost(inventory)) say(`note: ${describeLostLabels(inventory)}`);
  const declared = await chooseSchema(stores.input, dataset, recipe);
  const sources = await sourcesOf(previewed, dataset, flags.images);
  const sheet = await makeSheet(sources, dataset, stores, {
    recipe,
    ...(declared && { declared }),
    columns: flags.columns ?? Math.min(MOST_COLUMNS, recipe.variants + 1),
    tileWidth: TILE_WIDTH,
  });
  if (sheet.classes.length > 0) say(`of the images drawn, ${describeClasses({ ...inventory, ...sheet })}`);
  for (const line of describeLosses(sheet.objects.classes)) say(line);
  return { ...sheet, notes: [...recipe.notes, ...dataset.warnings, ...sheet.notes] };
}

async function sourcesOf({ shown }: Previewed, dataset: Dataset, most: number): Promise<Source[]> {
  const { sourceAt, sourcesIn } = await import('../variants/preview.js');
  return shown.flatMap(({ key, isFolder }) =>
    isFolder ? sourcesIn(dataset, key, most) : [sourceAt(dataset, key)],
  );
}
