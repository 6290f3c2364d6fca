import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { discover } from '../dataset/discover.js';
import { chooseClasses } from '../jobs/classes.js';
import { makeSheet, sourceAt } from '../jobs/sheet.js';
import { openPlaces } from '../jobs/stores.js';
import { addRecipeOptions, DEFAULT_INPUT, loadRecipe, wholeNumber } from './options.js';
import type { RecipeOptions } from './options.js';

interface PreviewFlags extends RecipeOptions {
  readonly input?: string;
  readonly out?: string;
  readonly columns: number;
}

export function previewCommand(): Command {
  return addRecipeOptions(
    new Command('preview')
      .description('a contact sheet (PNG) of the variants that run would make of a photo, labels drawn in')
      .argument('<images...>', 'photos of the input'),
  )
    .option(
      '--input <folder>',
      'the input that the photo belongs to; its key there is part of the seed (default: raw-images where it holds the photo, else the folder of the photo)',
    )
    .option('--out <file>', 'where the sheet is written (default: NAME.preview.png here)')
    .option('--columns <n>', 'pictures a row', wholeNumber(1, 20), 3)
    .action(async (images: string[], flags: PreviewFlags) => {
      const missing = images.find((image) => !existsSync(image));
      if (missing !== undefined) throw new UsageError(`there is no file ${missing}`);
      const input = flags.input ?? inputOf(images[0]!);
      const keys = images.map((image) =>
        path.relative(input, image).split(path.sep).join('/').normalize('NFC'),
      );
      const { recipe } = await loadRecipe(input, flags);
      const places = openPlaces(input, input);
      const dataset = await discover(places.input, recipe);
      const classes = await chooseClasses(places.input, dataset, recipe);
      const sources = keys.map((key) => sourceAt(dataset, key));
      const sheet = await makeSheet(sources, dataset, places, {
        recipe,
        ...(classes && { classes }),
        columns: flags.columns,
        tileWidth: 480,
      });
      const out = flags.out ?? `${path.parse(images[0]!).name}.preview.png`;
      await writeFile(out, sheet);
      console.error(`contact sheet: ${path.resolve(out)}`);
    });
}

function inputOf(image: string): string {
  const inside = path.relative(DEFAULT_INPUT, image);
  return existsSync(DEFAULT_INPUT) && !inside.startsWith('..') && !path.isAbsolute(inside)
    ? DEFAULT_INPUT
    : path.dirname(image);
}
