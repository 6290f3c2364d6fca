import { Command } from 'commander';
import { AugmentError } from '../core/errors.js';
import { EXIT } from './exit.js';
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
  augment watch uploads out --recipe detection.yaml`,
    )
    .action(async (input: string, output: string, flags: RunFlags) => {
      const { runOnce } = await import('./run-once.js');
      const first = await runOnce(input, output, flags);
      if (first.interrupted) {
        process.exitCode = EXIT.interrupted;
        return;
      }
      await untilInterrupted(input, async (keys) => {
        if (!flags.quiet) say(`changed: ${[...keys].slice(0, 5).join(', ')}${keys.size > 5 ? ', …' : ''}`);
        // What a photo that is gone had made goes with it; what the user left there before does not.
        await runOnce(input, output, { ...flags, gone: keys });
      });
      process.exitCode = EXIT.interrupted;
    });
}

async function untilInterrupted(
  input: string,
  work: (keys: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  const { watchDirectory } = await import('../triggers/watch-directory.js');
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  const watching = watchDirectory(
    input,
    async (keys) => {
      try {
        await work(keys);
      } catch (error) {
        if (!(error instanceof AugmentError)) throw error;
        say(`augment: ${error.message}`);
      }
    },
    () => {
      say(`watching ${input}; Ctrl+C ends it`);
    },
  );
  await interrupted;
  await watching.close();
}
