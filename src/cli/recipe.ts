import { Command } from 'commander';
import { count, printable, say } from './say.js';

/** Slow to load, and of no use for help and usage errors. */
const load = async () => ({
  ...(await import('../core/recipe/index.js')),
  ...(await import('./load-recipe.js')),
});

export function recipeCommand(): Command {
  const command = new Command('recipe').description('check a Recipe, print its JSON Schema, import one');
  command
    .command('check')
    .description('say whether a Recipe can be used, and every mistake with its line')
    .argument('<file>', 'or s3://bucket/key')
    .action(async (file: string) => {
      const { parseRecipe, readText, recipeDigest } = await load();
      const recipe = parseRecipe(await readText(file), file);
      const names = [...recipe.preprocess, ...recipe.transforms].map(({ transform }) => transform.name);
      const steps = names.join(', ') || 'no transforms';
      console.log(printable(`${file}: valid; ${count(recipe.variants, 'variant')} per image; ${steps}`));
      console.log(`digest ${recipeDigest(recipe)}`);
    });
  command
    .command('schema')
    .description('print the JSON Schema, for editors')
    .action(async () => {
      const { recipeJsonSchema } = await load();
      console.log(JSON.stringify(recipeJsonSchema(), undefined, 2));
    });
  command
    .command('import')
    .description(
      'turn a pipeline that Albumentations saved (A.save, A.to_dict) into a Recipe on standard output',
    )
    .argument('<file>', 'or s3://bucket/key')
    .action(async (file: string) => {
      const { importAlbumentations, readText } = await load();
      const { yaml, warnings } = importAlbumentations(await readText(file), file);
      for (const warning of warnings) say(`note: ${warning}`);
      process.stdout.write(yaml);
    });
  command.addHelpText(
    'after',
    `
Examples:
  augment recipe check raw-images/recipe.yaml
  augment recipe check s3://bucket/raw-images/recipe.yaml
  augment recipe schema > recipe.schema.json
  augment recipe import pipeline.json > recipe.yaml`,
  );
  for (const sub of command.commands) sub.exitOverride();
  return command;
}
