import type { Json, JsonObject } from '../core/json.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Recipe, RecipeNode } from '../core/recipe/schema.js';

/** A Recipe as the state holds it: what a recipe file would say, all defaults written out. */
export function encodeRecipe({ preprocess, transforms, ...settings }: Recipe): Json {
  return { ...settings, preprocess: preprocess.map(encodeNode), transforms: transforms.map(encodeNode) };
}

/**
 * Reads a Recipe as a recipe file is read, so that a setting which is newer than the state gets its default.
 * @param location for messages: the file that holds it
 * @throws RecipeError where this program does not know a setting or a transform
 */
export function decodeRecipe(json: Json, location: string): Recipe {
  return parseRecipe(JSON.stringify(json), location);
}

function encodeNode({ name, p, parameters, children }: RecipeNode): Json {
  const own = isObject(parameters) ? parameters : {};
  return { [name]: { ...own, p, ...(children.length > 0 && { transforms: children.map(encodeNode) }) } };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
