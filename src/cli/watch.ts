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
      'run, then do the same for every new, changed or deleted file, until interrupted',
    ),
  )
    .addHelpText(
      'after',
      `
Examples:
  augment watch                            raw-images → augmented-images, until Ctrl+C
  augment watch uploads out --recipe detection.yaml
  augment watch uploads s3://bucket/augmented-images`,
    )
    .action(async (input: string, output: string, flags: RunFlags) => {
      const folder = standardStores.locate(input).folderToWatch();
      requireInput(input);
      const { runOnce } = await import('./run-once.js');
      await untilInterrupted(folder, async (changed) => {
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

/** What goes wrong the first time ends it, as with `run`; later, work goes on with the next change. */
async function untilInterrupted(
  folder: string,
  work: (changed: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  const { watchDirectory } = await import('../triggers/watch-directory.js');
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  const watching = watchDirectory(folder, async (changed) => {
    try {
      await work(changed);
      if (changed.size === 0) say(`watching ${folder}; Ctrl+C ends it`);
    } catch (error) {
      if (!(error instanceof AugmentError) || changed.size === 0) throw error;
      say(`augment: ${error.message}`);
    }
  });
  try {
    await Promise.race([interrupted, watching.failed]);
  } finally {
    await watching.close();
  }
}
