import path from 'node:path';
import { Command, Option } from 'commander';
import { MOST_DISTANCE, USUAL_DISTANCE } from '../core/inspection/near-pairs.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Report } from '../inspection/report.js';
import type { InspectDatasetOptions } from '../jobs/inspect.js';
import type { Composition } from '../packages/compose.js';
import { EXIT } from './exit.js';
import {
  addStateOption,
  addWorkersOption,
  DEFAULT_INPUT,
  DEFAULT_OUTPUT,
  OR_BUCKET,
  RECIPE_NAME,
  requireInput,
  wholeNumber,
} from './options.js';
import type { RecipeOptions, StateFlags } from './options.js';
import { addPackageOption, composeFlags } from './packages.js';
import { printable, say } from './say.js';

const FAIL_ON = ['severe', 'note', 'never'] as const;

interface InspectFlags extends RecipeOptions, StateFlags {
  readonly records?: string;
  readonly distance: number;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly workers?: number;
  readonly html?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function inspectCommand(): Command {
  return addWorkersOption(addStateOption(addPackageOption(new Command('inspect'))))
    .description(
      'say what is in a data set and what is wrong with it: leaks, copies, damage, labels, classes',
    )
    .argument('[input]', `images with their labels: a folder ${OR_BUCKET}`, DEFAULT_INPUT)
    .option(
      '--recipe <recipe>',
      `also say what this Recipe would do to each class (default: ${RECIPE_NAME} in the input or in the working folder, if there is one)`,
    )
    .option(
      '--distance <n>',
      `images are nearly the same if so many bits of 256 of their hashes differ, or fewer: 0 to ${MOST_DISTANCE}`,
      wholeNumber(0, MOST_DISTANCE),
      USUAL_DISTANCE,
    )
    .addOption(
      new Option('--fail-on <severity>', 'which findings make the exit code 1')
        .choices(FAIL_ON)
        .default('severe'),
    )
    .option(
      '--records <output>',
      'read no image: compare bytes and count classes by the Records of this output of augment run',
    )
    .option('--html <file>', 'also write the report as one page, with charts and small images')
    .option('--json', 'print the report as one line of JSON on standard output')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  augment inspect images
  augment inspect images --recipe detection
  augment inspect images --html report.html
  augment inspect images --records out     reads no image: copies by their bytes, and classes
  augment inspect s3://bucket/raw-images --json

Exit code: 0 nothing severe was found, 1 something severe was found (leaks between splits, damage, labels that cannot
be used, labels without an image, classes that train lacks), 2 there is nothing to inspect. Nothing but the page is written.`,
    )
    .action(async (input: string, flags: InspectFlags) => {
      const composition = await composeFlags(flags);
      const [{ requirePageFile, writePage }, { describeReport }, { drawThumbnails }] = await Promise.all([
        import('./report-html/write-page.js'),
        import('./report-text.js'),
        import('../jobs/draw-thumbnails.js'),
      ]);
      if (flags.html !== undefined) await requirePageFile(flags.html);
      const { report, recipe } = await inspectShown(input, flags, composition);
      if (flags.html !== undefined) {
        const store = await composition.stores.locate(input).open('input');
        await writePage(flags.html, report, await drawThumbnails(report, store, recipe));
      }
      if (flags.json) console.log(JSON.stringify(report));
      else for (const line of describeReport(report)) console.log(printable(line));
      if (flags.html !== undefined) say(`report: ${path.resolve(flags.html)}`);
      process.exitCode = fails(report, flags.failOn) ? EXIT.failed : EXIT.done;
    });
}

/** With progress on the terminal. */
async function inspectShown(input: string, flags: InspectFlags, composition: Composition) {
  const { createProgress } = await import('./progress.js');
  const progress = createProgress(flags.quiet ?? false);
  try {
    return await inspectInput(input, flags, composition, { onProgress: progress.update });
  } finally {
    progress.stop();
  }
}

/** @throws UsageError if there is nothing to inspect */
export async function inspectInput(
  input: string,
  { distance = USUAL_DISTANCE, workers, records, state, ...flags }: Partial<InspectFlags>,
  composition: Composition,
  watched: Pick<InspectDatasetOptions, 'onProgress' | 'signal'>,
): Promise<{ readonly report: Report; readonly recipe: Recipe }> {
  const { stores } = composition;
  requireInput(input, undefined, stores);
  if (records !== undefined) requireInput(records, 'the results of augment run', stores);
  const [{ BUILT_IN_RECIPE, loadRecipe }, { inspectDataset }] = await Promise.all([
    import('./load-recipe.js'),
    import('../jobs/inspect.js'),
  ]);
  const { recipe, from } = await loadRecipe(input, flags, composition);
  const report = await inspectDataset({
    ...{ input, recipe, distance, stores, workers, state, ...watched },
    recipeFrom: from === BUILT_IN_RECIPE ? undefined : from,
    // Where no Records are asked for, nothing is read there.
    output: records ?? DEFAULT_OUTPUT,
    byRecords: records !== undefined,
  });
  return { report, recipe };
}

function fails({ counts }: Report, on: InspectFlags['failOn']): boolean {
  if (on === 'never') return false;
  return counts.some(({ severity }) => severity === 'severe' || on === 'note');
}
