export { importAlbumentations } from './albumentations.js';
export { recipeDigest } from './digest.js';
export { recipeJson } from './recipe-json.js';
export { recipeJsonSchema } from './json-schema.js';
export { defaultRecipe, parseRecipe, readRecipe, withOverrides } from './parse.js';
