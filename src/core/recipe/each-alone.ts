import { RecipeError } from '../errors.js';
import type { Recipe } from './schema.js';

/**
 * Refuses what only all labels of a data set decide, where images come one by one.
 * @param from where the Recipe comes from, for the message
 * @throws RecipeError that names the settings
 */
export function requireEachAlone(recipe: Recipe, from: string): Recipe {
  const names = wholeSettings(recipe);
  if (names.length === 0) return recipe;
  throw new RecipeError(
    `${from}: ${names.join(', ')}: the labels of the whole data set decide this, and a function that is called for each upload sees ` +
      `one image; leave it out here, and use \`augment run s3://…\` where it is needed`,
  );
}

/** Whether a filter leaves out any image. */
export function filters({ objects: { empty, min } }: Recipe['filter']): boolean {
  return empty !== 'keep' || min > 0;
}

function wholeSettings({ balance }: Recipe): string[] {
  return balance ? ['balance'] : [];
}
