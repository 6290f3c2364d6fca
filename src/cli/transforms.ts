import { Command } from 'commander';

export function transformsCommand(): Command {
  return new Command('transforms')
    .description('list all transforms, or describe one with its parameters and defaults')
    .argument('[name]', 'the transform to describe')
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
