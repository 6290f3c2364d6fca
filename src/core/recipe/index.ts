export { importPipeline, isTimmPolicy } from './import/index.js';
export { defineRecipe } from './define.js';
export type { BuiltInEntry, RecipeInput, TransformInput } from './define.js';
export { outputsDigest, recipeDigest } from './digest.js';
export { recipeJsonSchema } from './json-schema.js';
export { suggestion } from './nearest.js';
export { defaultRecipe, parseRecipe, readRecipe, withOverrides } from './parse.js';
export {
  DEPLOYED_POOL,
  formatPool,
  mixes,
  parsePool,
  poolFields,
  requireMixable,
  requireInInput,
  requireObjects,
  withPool,
  withPoolFile,
} from './pool.js';
export type { Pool, PoolContent } from './pool.js';
export { poolEntry } from './pool-entry.js';
export type { PoolEntry, PoolMasks } from './pool-entry.js';
export { recipeJson } from './recipe-json.js';
