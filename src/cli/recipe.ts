import { Command } from 'commander';
import { importAlbumentations, parseRecipe, recipeDigest, recipeJsonSchema } from '../core/recipe/index.js';
import { readText } from './options.js';

export function recipeCommand(): Command {
  const command = new Command('recipe').description('check a Recipe, print its JSON Schema, import one');
  command
    .command('check')
    .description('say whether a Recipe can be used, and every mistake with its line')
    .argument('<file>')
    .action(async (file: string) => {
      const recipe = parseRecipe(await readText(file), file);
      const names = [...recipe.preprocess, ...recipe.transforms].map(({ name }) => name);
      console.log(`${file}: valid; ${recipe.variants} per image; ${names.join(', ') || 'no transforms'}`);
      console.log(`digest ${recipeDigest(recipe)}`);
    });
  command
    .command('schema')
    .description('print the JSON Schema, for editors')
    .action(() => {
      console.log(JSON.stringify(recipeJsonSchema(), undefined, 2));
    });
  command
    .command('import')
    .description(
      'turn a pipeline that Albumentations saved (A.save, A.to_dict) into a Recipe on standard output',
    )
    .argument('<file>')
    .action(async (file: string) => {
      const { yaml, warnings } = importAlbumentations(await readText(file), file);
      for (const warning of warnings) console.error(`note: ${warning}`);
      process.stdout.write(yaml);
    });
  for (const sub of command.commands) sub.exitOverride();
  return command;
}
