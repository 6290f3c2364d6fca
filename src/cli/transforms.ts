import { Command } from 'commander';

export function transformsCommand(): Command {
  return new Command('transforms')
    .description('list the transforms, or show one with its parameters and defaults')
    .argument('[name]')
    .addHelpText(
      'after',
      `
Examples:
  augment transforms
  augment transforms Affine`,
    )
    .action(async (name?: string) => {
      const { describeTransform, listTransforms } = await import('./list-transforms.js');
      for (const line of name === undefined ? listTransforms() : describeTransform(name)) console.log(line);
    });
}
