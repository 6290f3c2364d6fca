import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Composition } from '../packages/compose.js';
import { wholeNumber } from './options.js';
import { addPackageOption, composeFlags } from './packages.js';
import type { PackageFlags } from './packages.js';

/** A preview mixes in some images of the input, which have to be read before. */
const MOST_MIXED = 20;

interface TransformsFlags extends PackageFlags {
  /** An image, or a folder. */
  readonly preview?: string;
  readonly with: string;
  readonly variants: number;
  readonly out?: string;
}

export function transformsCommand(): Command {
  return addPackageOption(new Command('transforms'))
    .description('list all transforms, or describe one with its parameters and defaults, or draw it')
    .argument('[name]', 'the transform to describe')
    .option('--preview <image>', 'draw the transform on this image with its labels (or on some of a folder)')
    .option('--with <parameters>', 'its parameters for --preview, as in a recipe', '{}')
    .option('--variants <n>', 'how often --preview draws it', wholeNumber(1, 100), 3)
    .option('--out <file>', 'the file of --preview (default: NAME.preview.png in the working folder)')
    .addHelpText(
      'after',
      `
Examples:
  augment transforms
  augment transforms Affine
  augment transforms Affine --preview images/cat.jpg
  augment transforms Affine --preview images/cat.jpg --with '{rotate: [-30, 30]}' --variants 7`,
    )
    .action(async (name: string | undefined, flags: TransformsFlags) => {
      if (flags.preview !== undefined) return drawTransform(name, flags.preview, flags);
      const { transforms } = (await composeFlags(flags)).modules;
      const { describeTransform, listTransforms } = await import('./list-transforms.js');
      for (const line of name === undefined
        ? listTransforms(transforms)
        : describeTransform(name, transforms))
        console.log(line);
    });
}

async function drawTransform(name: string | undefined, image: string, flags: TransformsFlags): Promise<void> {
  if (name === undefined)
    throw new UsageError('name the transform to draw: augment transforms NAME --preview IMAGE');
  const { variants, out = `${name}.preview.png` } = flags;
  const composition = await composeFlags(flags);
  const [{ writeSheet }, { recipeOfTransform }] = await Promise.all([
    import('./draw-sheet.js'),
    import('./recipe-of-transform.js'),
  ]);
  const recipe = recipeOfTransform(name, flags.with, variants, composition.modules);
  const load = async (input: string) => ({
    recipe: recipe.mix ? await mixingIn(input, recipe, composition) : recipe,
    from: `${name} alone, applied to each variant`,
  });
  await writeSheet({ addresses: [image], out, images: 1 }, composition, load);
}

/** With the images of the input as its pool. */
async function mixingIn(input: string, recipe: Recipe, { stores }: Composition): Promise<Recipe> {
  const [{ collectPool }, { withPool }] = await Promise.all([
    import('../jobs/collect-pool.js'),
    import('../core/recipe/index.js'),
  ]);
  const { sources } = await collectPool(await stores.locate(input).open('input'), recipe, {
    most: MOST_MIXED,
  });
  return withPool(recipe, sources);
}
