import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { codeOf, reasonOf } from '../stores/directory/file-errors.js';
import { DEFAULT_INPUT, OR_BUCKET, RECIPE_NAME, requireInput } from './options.js';
import { addPackageOption, composeFlags } from './packages.js';
import type { PackageFlags } from './packages.js';
import { say } from './say.js';

export function initCommand(): Command {
  return addPackageOption(new Command('init'))
    .description('write a Recipe with comments that fits the data set; an existing file is never overwritten')
    .argument('[input]', `images with their labels: a folder ${OR_BUCKET}`, DEFAULT_INPUT)
    .addHelpText(
      'after',
      `
Examples:
  augment init images                      writes images/${RECIPE_NAME}
  augment init s3://bucket/raw-images      writes ${RECIPE_NAME} into the working folder`,
    )
    .action(async (input: string, flags: PackageFlags) => {
      const composition = await composeFlags(flags);
      const { stores } = composition;
      requireInput(input, undefined, stores);
      const file = stores.schemeOf(input) === undefined ? path.join(input, RECIPE_NAME) : RECIPE_NAME;
      const [{ surveyInput }, { fitRecipe }, { describeInventory }] = await Promise.all([
        import('./survey.js'),
        import('./fit-recipe.js'),
        import('./inventory.js'),
      ]);
      const survey = await surveyInput(stores.locate(input), composition);
      for (const line of describeInventory(survey.inventory)) say(line);
      await writeFile(file, fitRecipe(survey), { flag: 'wx' }).catch((error: unknown) => {
        const reason = codeOf(error) === 'EEXIST' ? 'it exists, and is never overwritten' : reasonOf(error);
        throw new UsageError(`cannot write ${file}: ${reason}`, { cause: error });
      });
      say(`recipe: ${file}; look at what it does: augment preview ${input}`);
    });
}
