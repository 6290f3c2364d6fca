import { Command } from 'commander';
import {
  addRecipeOptions,
  DEFAULT_INPUT,
  DEFAULT_OUTPUT,
  defaultWorkers,
  OR_BUCKET,
  wholeNumber,
} from './options.js';
import type { RunFlags } from './run-once.js';

export function addRunOptions(command: Command): Command {
  return addRecipeOptions(
    command
      .argument('[input]', `folder ${OR_BUCKET} with photos, and labels beside or near them`, DEFAULT_INPUT)
      .argument('[output]', `folder ${OR_BUCKET} for the augmented photos and labels`, DEFAULT_OUTPUT),
  )
    .option('--workers <n>', 'threads', wholeNumber(1, 256), defaultWorkers)
    .option('--delete', 'remove outputs that belong to no photo or variant any more')
    .option('--json', 'the summary as one line of JSON on standard output')
    .option('--quiet', 'failures only');
}

export function runCommand(): Command {
  return addRunOptions(
    new Command('run').description(
      'augment a folder or a part of a bucket; what is done already is not done again',
    ),
  )
    .option('--dry-run', 'say what would be done, and write nothing')
    .addHelpText(
      'after',
      `
Examples:
  augment run                              raw-images → augmented-images
  augment run photos out                   by photos/recipe.yaml, ./recipe.yaml, or one vertical flip
  augment run photos out --recipe detection.yaml --variants 8
  augment run photos out --dry-run         how many photos there are, how many variants are to be made
  augment run photos out --delete          also removes what deleted photos have left behind
  augment run s3://bucket/raw-images s3://bucket/augmented-images
  augment run photos s3://bucket/augmented-images --workers 4 --recipe s3://bucket/recipe.yaml

Buckets need credentials as the AWS CLI does, and AWS_ENDPOINT_URL where they are not on AWS.

Exit code: 0 all done, 1 something failed and is listed, 2 wrong usage or Recipe, 130 interrupted.`,
    )
    .action(async (input: string, output: string, flags: RunFlags) => {
      const { exitCodeOf, runOnce } = await import('./run-once.js');
      process.exitCode = exitCodeOf(await runOnce(input, output, flags));
    });
}
