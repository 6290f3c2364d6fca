import path from 'node:path';
import { Command } from 'commander';
import { addRecipeOptions, MOST_COLUMNS, wholeNumber } from './options.js';
import type { RecipeOptions } from './options.js';
import { composeFlags } from './packages.js';

interface PreviewFlags extends RecipeOptions {
  readonly input?: string;
  readonly out?: string;
  readonly columns?: number;
  readonly images: number;
}

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
      const composition = await composeFlags(flags);
      const [{ writeSheet }, { loadRecipe }] = await Promise.all([
        import('./draw-sheet.js'),
        import('./load-recipe.js'),
      ]);
      const load = (input: string) => loadRecipe(input, flags, composition);
      await writeSheet({ ...flags, addresses: images, out }, composition, load);
    });
}
