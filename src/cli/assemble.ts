import { Command } from 'commander';
import { EXIT } from './exit.js';
import { DEFAULT_OUTPUT, OR_BUCKET, requireInput } from './options.js';
import { count, describeFailure, say } from './say.js';

export function assembleCommand(): Command {
  return new Command('assemble')
    .description(
      'write the files about the whole data set (data.yaml, COCO JSON, image lists) from the Records',
    )
    .argument('[output]', `folder ${OR_BUCKET} that run filled`, DEFAULT_OUTPUT)
    .addHelpText(
      'after',
      `
run and watch end with it; it is of use by itself after a run that was interrupted.

Examples:
  augment assemble out
  augment assemble s3://bucket/augmented-images`,
    )
    .action(async (output: string) => {
      requireInput(output, 'the results of augment run');
      const [{ assemble }, { openOutput }] = await Promise.all([
        import('../jobs/assemble.js'),
        import('../stores/open.js'),
      ]);
      const stores = await openOutput(output);
      const { written, failures } = await assemble(stores);
      for (const failure of failures) say(describeFailure(failure));
      say(`${count(written, 'file')} written in ${stores.output.location}`);
      process.exitCode = failures.length > 0 ? EXIT.failed : EXIT.done;
    });
}
