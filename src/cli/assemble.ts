import path from 'node:path';
import { Command } from 'commander';
import { EXIT } from './exit.js';
import { DEFAULT_OUTPUT, requireFolder } from './options.js';
import { count, describeFailure, say } from './say.js';

export function assembleCommand(): Command {
  return new Command('assemble')
    .description(
      'write the files about the whole data set (data.yaml, COCO JSON, image lists) from the Records',
    )
    .argument('[output]', 'folder that run filled', DEFAULT_OUTPUT)
    .addHelpText(
      'after',
      `
run and watch end with it; it is of use by itself after a run that was interrupted.

Example:
  augment assemble out`,
    )
    .action(async (output: string) => {
      requireFolder(output, 'the results of augment run');
      const [{ assemble }, { openPlaces }] = await Promise.all([
        import('../jobs/assemble.js'),
        import('../jobs/stores.js'),
      ]);
      const { written, failures } = await assemble(openPlaces(output, output));
      for (const failure of failures) say(describeFailure(failure));
      say(`${count(written, 'file')} written in ${path.resolve(output)}`);
      process.exitCode = failures.length > 0 ? EXIT.failed : EXIT.done;
    });
}
