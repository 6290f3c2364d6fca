export { importAlbumentations, type Import } from './albumentations.js';
export { recipeDigest } from './digest.js';
export { recipeJsonSchema } from './json-schema.js';
export { defaultRecipe, parseRecipe, withOverrides, type Overrides } from './parse.js';
export type { Recipe, RecipeNode } from './schema.js';
export { missingEntry } from './tree.js';
