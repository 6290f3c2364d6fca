import { Command } from 'commander';
import {
  addRecipeOptions,
  addStateOption,
  DEFAULT_INPUT,
  DEFAULT_OUTPUT,
  defaultWorkers,
  OR_BUCKET,
  wholeNumber,
} from './options.js';
import type { RunFlags } from './run-once.js';

export function addRunOptions(command: Command, input = `a folder ${OR_BUCKET}`): Command {
  return addStateOption(
    addRecipeOptions(
      command
        .argument('[input]', `images with their labels: ${input}`, DEFAULT_INPUT)
        .argument(
          '[output]',
          `where variants and their labels are written: a folder ${OR_BUCKET}`,
          DEFAULT_OUTPUT,
        ),
    ),
  )
    .option('--workers <n>', 'number of threads', wholeNumber(1, 256), defaultWorkers)
    .option('--delete', 'remove stale outputs: those that no image or variant needs any more')
    .option('--json', 'print the summary as one line of JSON on standard output')
    .option('--quiet', 'print failures only');
}

export function runCommand(): Command {
  return addRunOptions(
    new Command('run').description(
      'augment all images of an input; work that is already done is not repeated',
    ),
  )
    .option('--dry-run', 'show what would be done, and write nothing')
    .addHelpText(
      'after',
      `
Examples:
  augment run                              from raw-images to augmented-images
  augment run images out --recipe detection --variants 8
  augment run images out --dry-run         counts the images and the variants to be made
  augment run images out --delete          also removes the outputs of deleted images
  augment run s3://bucket/raw-images s3://bucket/augmented-images
  augment run images s3://bucket/augmented-images --workers 4 --recipe s3://bucket/recipe.yaml

Buckets need the same credentials as the AWS CLI. For a server other than AWS, set AWS_ENDPOINT_URL.

Exit code: 0 all done, 1 something failed (it is listed), 2 wrong usage or Recipe, 130 interrupted.`,
    )
    .action(async (input: string, output: string, flags: RunFlags) => {
      const { exitCodeOf, runOnce } = await import('./run-once.js');
      process.exitCode = exitCodeOf(await runOnce(input, output, flags));
    });
}
