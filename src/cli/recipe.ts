import { Command } from 'commander';
import { EXIT } from './exit.js';
import { addPackageOption, composeFlags } from './packages.js';
import type { PackageFlags } from './packages.js';
import { printable, say } from './say.js';
import { purposeOf, shippedRecipe, shippedRecipeNames } from './shipped-recipes.js';

/** Loaded late, because loading is slow and help needs none of it. */
const load = async () => ({
  ...(await import('../core/recipe/index.js')),
  ...(await import('./load-recipe.js')),
});

export function recipeCommand(): Command {
  const command = new Command('recipe').description(
    'list or show the shipped Recipes, check one, print the JSON Schema of Recipes, or import a pipeline',
  );
  command
    .command('list')
    .description('list the Recipes that come with this program; --recipe and recipe show take their names')
    .action(() => {
      const names = shippedRecipeNames();
      const width = names.reduce((most, { length }) => Math.max(most, length), 0);
      for (const name of names) console.log(`${name.padEnd(width)}  ${purposeOf(shippedRecipe(name) ?? '')}`);
    });
  command
    .command('show')
    .description('print a Recipe, for example to change a shipped one')
    .argument('<recipe>', 'the Recipe: a file, s3://bucket/key, or the name of a shipped one')
    .addHelpText('after', '\nExample:\n  augment recipe show detection > recipe.yaml')
    .action(async (name: string) => {
      const { readRecipeText } = await load();
      process.stdout.write((await readRecipeText(name)).text);
    });
  addPackageOption(command.command('check'))
    .description('check a Recipe; every mistake is printed with its line')
    .argument('<recipe>', 'the Recipe: a file, s3://bucket/key, or the name of a shipped one')
    .addHelpText(
      'after',
      `
Example:
  augment recipe check raw-images/recipe.yaml

Exit code: 0 the Recipe can be used, 1 it is valid, and the pool that it mixes in does not exist, 2 it has mistakes.`,
    )
    .action(async (file: string, flags: PackageFlags) => {
      const [{ readRecipeText }, { checkRecipe, describeChecked }] = await Promise.all([
        load(),
        import('./check-recipe.js'),
      ]);
      const composition = await composeFlags(flags);
      const checked = await checkRecipe(await readRecipeText(file, composition.stores), composition);
      for (const note of checked.notes) say(`note: ${checked.from}: ${note}`);
      for (const line of describeChecked(checked)) console.log(printable(line));
      if (checked.missing === undefined) return;
      say(`missing: ${checked.missing}`);
      process.exitCode = EXIT.failed;
    });
  addPackageOption(command.command('schema'))
    .description('print the JSON Schema of Recipes, for editors')
    .addHelpText('after', '\nExample:\n  augment recipe schema > recipe.schema.json')
    .action(async (flags: PackageFlags) => {
      const { recipeJsonSchema } = await load();
      const { modules } = await composeFlags(flags);
      console.log(JSON.stringify(recipeJsonSchema(modules), undefined, 2));
    });
  command
    .command('import')
    .description(
      'convert a pipeline of Albumentations, Ultralytics, timm, torchvision or Roboflow to a Recipe on standard output',
    )
    .argument('<pipeline>', 'the pipeline: a file, s3://bucket/key, or a policy of timm')
    .addHelpText(
      'after',
      `
What can be imported:
  Albumentations  what A.save writes or A.to_dict gives (1.3, 1.4, 2.0), and what print(pipeline) prints
  Ultralytics     args.yaml of a training, hyp.yaml
  timm            args.yaml of a training, and policies such as rand-m9-mstd0.5-inc1
  torchvision     what print(pipeline) prints, of both versions of its transforms
  Roboflow        the settings of a version, as JSON

Examples:
  augment recipe import pipeline.json > recipe.yaml
  augment recipe import runs/detect/train/args.yaml > recipe.yaml
  augment recipe import rand-m9-mstd0.5-inc1 > recipe.yaml

Exit code: 0 all of it was imported, 1 something that changes images or labels was lost (it is listed).`,
    )
    .action(async (file: string) => {
      const { importPipeline, isTimmPolicy, readText } = await load();
      const text = isTimmPolicy(file) ? file : await readText(file);
      const { yaml, lost, notes } = importPipeline(text, file);
      for (const note of notes) say(`note: ${note}`);
      for (const loss of lost) say(`lost: ${loss}`);
      process.stdout.write(yaml);
      if (lost.length > 0) process.exitCode = EXIT.failed;
    });
  command.addHelpText(
    'after',
    `
Examples:
  augment recipe list
  augment recipe show detection > recipe.yaml
  augment recipe check raw-images/recipe.yaml
  augment recipe check s3://bucket/raw-images/recipe.yaml
  augment recipe schema > recipe.schema.json
  augment recipe import pipeline.json > recipe.yaml`,
  );
  for (const sub of command.commands) sub.exitOverride();
  return command;
}
