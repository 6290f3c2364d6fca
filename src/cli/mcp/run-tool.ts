import * as z from 'zod';
import { run } from '../../jobs/run.js';
import type { Summary } from '../../jobs/run.js';
import { AGENT } from '../readers.js';
import { recipeForRun } from '../run-once.js';
import { describeSummary } from '../summary.js';
import { input, output, recipeOptions, recipeOverrides, recipeParameters } from './parameters.js';
import { defineTool } from './tool.js';

export const runTool = defineTool({
  name: 'run',
  title: 'Augment a data set',
  description:
    'Makes variants of all images with their labels and writes them into the output, with files such as data.yaml. What is already ' +
    'there and unchanged is not made again, and files of others are never overwritten. May take minutes; if it is cancelled or cut ' +
    'off, call it again: it goes on where it ended. Preview first.',
  parameters: {
    input,
    output,
    ...recipeParameters,
    ...recipeOverrides,
    dry_run: z.boolean().default(false).describe('Only say what would be made and lost; write nothing.'),
    delete_stale: z
      .boolean()
      .default(false)
      .describe('Remove outputs that no image or variant needs any more; edited files stay.'),
  },
  writes: true,
  takesLong: true,
  async perform(given, { composition, signal, onProgress }) {
    const { input: folder, output: target, dry_run: dryRun, delete_stale: deletes } = given;
    const { stores } = composition;
    const { recipe, from } = await recipeForRun(folder, target, recipeOptions(given), composition);
    const summary = await run({
      ...{ input: folder, output: target, recipe, stores, dryRun, signal, onProgress },
      delete: deletes,
    });
    return {
      lines: [
        `${folder} → ${target}, recipe: ${from}`,
        ...recipe.notes.map((note) => `note: ${note}`),
        ...describeSummary(summary, recipe, { reader: AGENT }),
        `next: ${nextOf(summary)}`,
      ],
      data: summary,
    };
  },
});

function nextOf({ output: target, dryRun, failures, staleOutputs }: Summary): string {
  if (dryRun) return 'run without dry_run';
  return [
    ...(failures.length > 0 ? ['mend what failed, and run again: it makes only what is missing'] : []),
    ...(staleOutputs.length > 0 ? ['run with delete_stale, to remove stale outputs'] : []),
    `verify ${target}, or explain one of its files`,
  ].join('; ');
}
