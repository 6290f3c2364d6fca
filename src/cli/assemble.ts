import { Command } from 'commander';
import { EXIT } from './exit.js';
import { addStateOption, DEFAULT_OUTPUT, OR_BUCKET, requireInput } from './options.js';
import type { StateFlags } from './options.js';
import { addPackageOption, composeFlags } from './packages.js';
import type { PackageFlags } from './packages.js';
import { count, describeFailure, say } from './say.js';

export function assembleCommand(): Command {
  return addStateOption(addPackageOption(new Command('assemble')))
    .description(
      'write the files about the whole data set (data.yaml, COCO JSON, image lists) from the Records',
    )
    .argument('[output]', `output of augment run: a folder ${OR_BUCKET}`, DEFAULT_OUTPUT)
    .addHelpText(
      'after',
      `
run and watch do this at their end. Use it by itself after a run that was interrupted.

Examples:
  augment assemble out
  augment assemble s3://bucket/augmented-images`,
    )
    .action(async (output: string, flags: PackageFlags & StateFlags) => {
      const { modules, stores: registry } = await composeFlags(flags);
      requireInput(output, 'the results of augment run', registry);
      const [{ assemble }, { openOutput }] = await Promise.all([
        import('../jobs/assemble.js'),
        import('../stores/open.js'),
      ]);
      const stores = await openOutput(output, registry, flags);
      const { written, failures } = await assemble(stores, { modules });
      for (const failure of failures) say(describeFailure(failure));
      say(`${count(written, 'file')} written to ${stores.output.location}`);
      process.exitCode = failures.length > 0 ? EXIT.failed : EXIT.done;
    });
}
