import type { Recipe } from '../core/recipe/schema.js';
import { requireApart } from '../stores/require-apart.js';
import { areLabelsLost } from '../dataset/unused.js';
import { run } from '../jobs/run.js';
import type { Summary } from '../jobs/run.js';
import type { Composition } from '../packages/compose.js';
import { EXIT } from './exit.js';
import { loadRecipe } from './load-recipe.js';
import { requireInput, requireOutput } from './options.js';
import type { RecipeOptions, StateFlags } from './options.js';
import { composeFlags } from './packages.js';
import { describeMountPoint } from './mount-point.js';
import { createProgress } from './progress.js';
import { say } from './say.js';
import { describeSummary } from './summary.js';

export interface RunFlags extends RecipeOptions, StateFlags {
  readonly workers?: number;
  readonly delete?: boolean;
  readonly trustTimes?: boolean;
  readonly durable?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Keys of images that were just deleted: their outputs are removed, too. */
  readonly gone?: ReadonlySet<string>;
}

/**
 * One run over the input, with progress and a summary. At an interrupt, images that are in work are finished first. A
 * second interrupt ends the process: every write is all or nothing, so the next run continues from there.
 */
export async function runOnce(input: string, output: string, flags: RunFlags): Promise<Summary> {
  const composition = await composeFlags(flags);
  const { stores } = composition;
  const { recipe, from } = await recipeForRun(input, output, flags, composition);
  if (!flags.quiet) {
    say(`${input} → ${output}, recipe: ${from}`);
    const isBeside = flags.state === undefined && stores.schemeOf(output) === undefined;
    for (const note of recipe.notes) say(`note: ${from}: ${note}`);
    if (isBeside) for (const line of describeMountPoint(output)) say(line);
  }
  const interrupt = new AbortController();
  const stop = () => {
    say('interrupted: finishing the images that are in work (Ctrl+C again ends the run at once)');
    interrupt.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const progress = createProgress(flags.quiet ?? false);
  try {
    const summary = await run({
      input,
      output,
      state: flags.state,
      recipe,
      stores,
      workers: flags.workers,
      delete: flags.delete ?? false,
      trustTimes: flags.trustTimes ?? false,
      durable: flags.durable ?? false,
      ...(flags.gone && { gone: flags.gone }),
      dryRun: flags.dryRun ?? false,
      signal: interrupt.signal,
      onProgress: progress.update,
    });
    progress.stop();
    for (const line of describeSummary(summary, recipe, flags)) say(line);
    if (flags.json) console.log(JSON.stringify(summary));
    return summary;
  } finally {
    progress.stop();
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

/** The Recipe for a run. @throws UsageError if input, output or state cannot be used */
export async function recipeForRun(
  input: string,
  output: string,
  flags: RecipeOptions & StateFlags,
  composition: Composition,
): Promise<{ recipe: Recipe; from: string }> {
  const { stores } = composition;
  requireInput(input, undefined, stores);
  requireOutput(output, stores);
  // Before the first request to a bucket.
  await requireApart(input, output, stores, flags.state);
  return loadRecipe(input, flags, composition);
}

export function exitCodeOf(summary: Summary): number {
  if (summary.interrupted) return EXIT.interrupted;
  const isWell = summary.failures.length === 0 && !areLabelsLost(summary.inventory);
  return isWell ? EXIT.done : EXIT.failed;
}
