import { Command } from 'commander';
import { addPackageOption, composeFlags } from './packages.js';
import type { PackageFlags } from './packages.js';

export function transformsCommand(): Command {
  return addPackageOption(new Command('transforms'))
    .description('list all transforms, or describe one with its parameters and defaults')
    .argument('[name]', 'the transform to describe')
    .addHelpText(
      'after',
      `
Examples:
  augment transforms
  augment transforms Affine`,
    )
    .action(async (name: string | undefined, flags: PackageFlags) => {
      const { transforms } = (await composeFlags(flags)).modules;
      const { describeTransform, listTransforms } = await import('./list-transforms.js');
      for (const line of name === undefined
        ? listTransforms(transforms)
        : describeTransform(name, transforms))
        console.log(line);
    });
}
