import { Command } from 'commander';
import { run } from '../jobs/run.js';
import type { Summary } from '../jobs/run.js';
import { EXIT } from './exit.js';
import {
  addRecipeOptions,
  DEFAULT_INPUT,
  DEFAULT_OUTPUT,
  defaultWorkers,
  loadRecipe,
  requireFolder,
  wholeNumber,
} from './options.js';
import type { RecipeOptions } from './options.js';
import { createProgress } from './progress.js';
import { describeSummary } from './summary.js';

export interface RunFlags extends RecipeOptions {
  readonly workers: number;
  readonly delete?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Keys of photos that have just gone: their outputs go too. */
  readonly gone?: ReadonlySet<string>;
}

export function addRunOptions(command: Command): Command {
  return addRecipeOptions(
    command
      .argument('[input]', 'folder with photos, and labels beside or near them', DEFAULT_INPUT)
      .argument('[output]', 'folder for the augmented photos and labels', DEFAULT_OUTPUT),
  )
    .option('--workers <n>', 'threads', wholeNumber(1, 256), defaultWorkers)
    .option('--delete', 'remove outputs that belong to no photo or variant any more')
    .option('--json', 'the summary as one line of JSON on standard output')
    .option('--quiet', 'failures only');
}

export function runCommand(): Command {
  return addRunOptions(
    new Command('run').description('augment a folder; what is done already is not done again'),
  )
    .option('--dry-run', 'say what would be done, and write nothing')
    .action(async (input: string, output: string, flags: RunFlags) => {
      process.exitCode = exitCodeOf(await runOnce(input, output, flags));
    });
}

/** One pass over the input, with progress and a summary. An interrupt ends it between two photos. */
export async function runOnce(input: string, output: string, flags: RunFlags): Promise<Summary> {
  requireFolder(input);
  const { recipe, from } = await loadRecipe(input, flags);
  if (!flags.quiet) console.error(`${input} → ${output}, by ${from}`);
  const interrupt = new AbortController();
  const stop = () => {
    interrupt.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const progress = createProgress(flags.quiet ?? false);
  try {
    const summary = await run({
      input,
      output,
      recipe,
      workers: flags.workers,
      delete: flags.delete ?? false,
      ...(flags.gone && { gone: flags.gone }),
      dryRun: flags.dryRun ?? false,
      signal: interrupt.signal,
      onProgress: progress.update,
    });
    progress.stop();
    for (const line of describeSummary(summary, flags)) console.error(line);
    if (flags.json) console.log(JSON.stringify(summary));
    return summary;
  } finally {
    progress.stop();
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

export function exitCodeOf(summary: Summary): number {
  if (summary.interrupted) return EXIT.interrupted;
  return summary.failures.length > 0 ? EXIT.failed : EXIT.done;
}
