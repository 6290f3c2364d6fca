import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { AugmentError } from '../core/errors.js';
import { standardStores } from '../stores/standard.js';
import { EXIT } from './exit.js';
import { requireInput } from './options.js';
import { addRunOptions } from './run.js';
import type { RunFlags } from './run-once.js';
import { say } from './say.js';

export function watchCommand(): Command {
  return addRunOptions(
    new Command('watch').description(
      'run, and run again after every change of the input folder, until interrupted',
    ),
    'a folder',
  )
    .addHelpText(
      'after',
      `
Examples:
  augment watch                            from raw-images to augmented-images
  augment watch uploads out --recipe detection.yaml
  augment watch uploads s3://bucket/augmented-images`,
    )
    .action(async (input: string, output: string, flags: RunFlags) => {
      const folder = standardStores.locate(input).folderToWatch();
      requireInput(input);
      const { runOnce } = await import('./run-once.js');
      const recipes =
        flags.recipe !== undefined && existsSync(flags.recipe) ? [path.resolve(flags.recipe)] : [];
      await untilInterrupted(folder, recipes, async (changed) => {
        if (changed.size > 0 && !flags.quiet) say(`changed: ${nameSome([...changed])}`);
        // The outputs of a deleted image are removed with it; stale outputs of earlier runs are not.
        await runOnce(input, output, { ...flags, gone: changed });
      });
      process.exitCode = EXIT.interrupted;
    });
}

function nameSome(keys: readonly string[]): string {
  return keys.slice(0, 5).join(', ') + (keys.length > 5 ? ', …' : '');
}

/** An error in the first run ends the watch. Later errors are printed, and the watch waits for the next change. */
async function untilInterrupted(
  folder: string,
  others: readonly string[],
  work: (changed: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  const { watchDirectory } = await import('../triggers/watch-directory.js');
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  const watching = watchDirectory(
    folder,
    async (changed) => {
      try {
        await work(changed);
        if (changed.size === 0) say(`watching ${folder} (Ctrl+C ends the watch)`);
      } catch (error) {
        if (!(error instanceof AugmentError) || changed.size === 0) throw error;
        say(`augment: ${error.message}`);
      }
    },
    others,
  );
  try {
    await Promise.race([interrupted, watching.failed]);
  } finally {
    await watching.close();
  }
}
