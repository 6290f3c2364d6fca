import path from 'node:path';
import { Command } from 'commander';
import { assemble } from '../jobs/assemble.js';
import { openPlaces } from '../jobs/stores.js';
import { EXIT } from './exit.js';
import { DEFAULT_OUTPUT } from './options.js';

export function assembleCommand(): Command {
  return new Command('assemble')
    .description(
      'write the files about the whole data set (data.yaml, COCO JSON, image lists) from the Records',
    )
    .argument('[output]', 'folder that run filled', DEFAULT_OUTPUT)
    .action(async (output: string) => {
      const { written, failures } = await assemble(openPlaces(output, output));
      for (const { reason } of failures) console.error(`failed: ${reason}`);
      console.error(`${written} ${written === 1 ? 'file' : 'files'} written in ${path.resolve(output)}`);
      process.exitCode = failures.length > 0 ? EXIT.failed : EXIT.done;
    });
}
