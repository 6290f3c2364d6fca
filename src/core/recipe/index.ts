export { importAlbumentations } from './albumentations.js';
export { recipeDigest } from './digest.js';
export { recipeJsonSchema } from './json-schema.js';
export { defaultRecipe, parseRecipe, withOverrides } from './parse.js';
