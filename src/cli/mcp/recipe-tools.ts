import * as z from 'zod';
import { UsageError } from '../../core/errors.js';
import { checkRecipe, describeChecked } from '../check-recipe.js';
import { fitRecipe } from '../fit-recipe.js';
import { describeInventory } from '../inventory.js';
import { describeTransform, listTransforms } from '../list-transforms.js';
import { findRecipeText, givenText, readRecipeText } from '../load-recipe.js';
import { requireInput } from '../options.js';
import { purposeOf, shippedRecipe, shippedRecipeNames } from '../shipped-recipes.js';
import { surveyInput } from '../survey.js';
import { input, recipeOptions, recipeParameters } from './parameters.js';
import { defineTool } from './tool.js';

export const suggestRecipeTool = defineTool({
  name: 'suggest_recipe',
  title: 'Suggest a recipe for a data set',
  description:
    'Reads some labels of a data set and returns a recipe (YAML) with transforms that suit them. Writes nothing: change the text as ' +
    'needed, and give it to preview and run as recipe_text, or save it as recipe.yaml in the data set.',
  parameters: { input },
  writes: false,
  takesLong: false,
  async perform({ input: folder }, { composition }) {
    requireInput(folder, undefined, composition.stores);
    const survey = await surveyInput(composition.stores.locate(folder), composition);
    const recipe = fitRecipe(survey);
    return {
      lines: [
        ...describeInventory(survey.inventory),
        '',
        ...recipe.split('\n'),
        'next: preview with this recipe_text',
      ],
      data: { recipe, inventory: survey.inventory },
    };
  },
});

export const recipesTool = defineTool({
  name: 'recipes',
  title: 'Recipes that come with the program',
  description:
    'Lists the recipes that come with the program (four to start from, and what five trainers do by default), or returns the text of ' +
    'one. Wherever a tool takes a recipe, it takes these names.',
  parameters: {
    name: z
      .string()
      .min(1)
      .optional()
      .describe('Name of a recipe, such as "detection". Absent: all are listed.'),
  },
  writes: false,
  takesLong: false,
  perform({ name }) {
    const names = shippedRecipeNames();
    if (name === undefined) {
      const recipes = names.map((each) => ({ name: each, purpose: purposeOf(shippedRecipe(each)!) }));
      const lines = recipes.map((each) => `${each.name}: ${each.purpose}`);
      return Promise.resolve({ lines, data: { recipes } });
    }
    const recipe = shippedRecipe(name);
    if (recipe === undefined)
      throw new UsageError(`${name}: there is no such recipe; there are ${names.join(', ')}`);
    return Promise.resolve({ lines: recipe.split('\n'), data: { recipe } });
  },
});

export const transformsTool = defineTool({
  name: 'transforms',
  title: 'Transforms that recipes can use',
  description:
    'Lists all transforms with a sentence about each, or describes one with its parameters and defaults. Names and parameters are ' +
    'those of Albumentations 2.0.8.',
  parameters: {
    name: z
      .string()
      .min(1)
      .optional()
      .describe('Name of a transform, such as "Affine". Absent: all are listed.'),
  },
  writes: false,
  takesLong: false,
  perform({ name }, { composition }) {
    const { transforms } = composition.modules;
    const lines = name === undefined ? listTransforms(transforms) : describeTransform(name, transforms);
    return Promise.resolve({ lines, data: { text: lines.join('\n') } });
  },
});

export const checkRecipeTool = defineTool({
  name: 'check_recipe',
  title: 'Check a recipe',
  description:
    'Says whether a recipe can be used. Every mistake is an error with its line, what was expected, and the nearest name that exists.',
  parameters: { input, ...recipeParameters },
  writes: false,
  takesLong: false,
  async perform({ input: folder, ...options }, { composition }) {
    const { stores } = composition;
    const { recipe, recipeText: text } = recipeOptions(options);
    const given =
      text === undefined
        ? recipe === undefined
          ? await findRecipeText(folder, undefined, stores)
          : await readRecipeText(recipe, stores)
        : givenText(text, stores.locate(folder));
    if (!given)
      throw new UsageError(`${folder} has no recipe.yaml; give recipe_text, or the name of a recipe`);
    const checked = await checkRecipe(given, composition);
    const { notes, missing } = checked;
    return {
      lines: [
        ...notes.map((note) => `note: ${note}`),
        ...describeChecked(checked),
        missing === undefined ? 'next: preview, to look at what it does' : `missing: ${missing}`,
      ],
      data: checked,
    };
  },
});
