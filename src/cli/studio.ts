import { Command } from 'commander';
import { DEFAULT_INPUT, DEFAULT_OUTPUT, OR_BUCKET, wholeNumber } from './options.js';
import { addPackageOption } from './packages.js';
import type { PackageFlags } from './packages.js';

export interface StudioFlags extends PackageFlags {
  readonly recipe?: string;
  readonly port: number;
}

export function studioCommand(): Command {
  return addPackageOption(
    new Command('studio')
      .description('show the images, their labels and what a recipe does to them on a page in the browser')
      .argument('[input]', `images with their labels: a folder ${OR_BUCKET}`, DEFAULT_INPUT)
      .argument('[output]', `where a run started on the page writes: a folder ${OR_BUCKET}`, DEFAULT_OUTPUT),
  )
    .option('--recipe <recipe>', 'the Recipe to begin with: a file, or the name of a shipped one')
    .option('--port <n>', 'port of the page (default: one that is free)', wholeNumber(0, 65_535), 0)
    .addHelpText(
      'after',
      `
Examples:
  augment studio                           raw-images, and the recipe that run would take
  augment studio images out --recipe detection
  augment studio s3://bucket/raw-images s3://bucket/augmented-images

The page is served to this machine alone. Its address holds a key: whoever has it can see the images and start a run.
On another machine: ssh -L 8080:127.0.0.1:8080 HOST, and augment studio --port 8080 there.`,
    )
    .action(async (input: string, output: string, flags: StudioFlags) => {
      const { openStudio } = await import('./open-studio.js');
      await openStudio(input, output, flags);
    });
}
