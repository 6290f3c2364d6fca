import { sha256Hex } from '../hash.js';
import { canonicalJson } from '../json.js';
import type { JsonObject } from '../json.js';
import { packagesOf, recipeJson } from './recipe-json.js';
import { mixes, requirePool } from './pool.js';
import type { Recipe } from './schema.js';

/** Settings that change no variant. All others count, so that a new setting is safe by default. */
const NOT_DECISIVE = [
  ...['version', 'variants', 'filter', 'balance', 'splits', 'limits', 'packages', 'mix'],
] as const;
const NOT_DECISIVE_OUTPUT = ['originals'] as const;
const NOT_DECISIVE_LABELS = ['max_loss'] as const;

/**
 * SHA-256 of everything in a Recipe that decides a variant's bytes, as 64 hexadecimal digits. Formatting, the order of
 * keys and explicit defaults make no difference. Values that equal their default do not count, so a new setting or
 * parameter with a neutral default changes no digest. Of a pool, the content counts, if the Recipe mixes.
 * @throws RecipeError where the Recipe mixes, and its pool was not read
 */
export function recipeDigest(recipe: Recipe): string {
  const { output, labels, ...rest } = recipeJson(recipe);
  const decisive = {
    ...omit(rest, NOT_DECISIVE),
    ...(mixes(recipe.transforms) && { pool: requirePool(recipe).sha256 }),
    ...pickUnlessEmpty('output', omit((output ?? {}) as JsonObject, NOT_DECISIVE_OUTPUT)),
    ...pickUnlessEmpty('labels', omit((labels ?? {}) as JsonObject, NOT_DECISIVE_LABELS)),
    ...pickUnlessEmpty(
      'packages',
      Object.fromEntries(packagesOf(recipe).map((one) => [one.name, one.version])),
    ),
  };
  return sha256Hex(canonicalJson(decisive));
}

/** Settings that change no output: what they lead to counts in `recipeDigest`, or they are limits. */
const WITHOUT_OUTPUTS = ['version', 'limits', 'packages', 'mix'] as const;

/**
 * SHA-256 of everything in a Recipe that decides which outputs there are, and their bytes, as 64 hexadecimal digits: also of
 * `variants`, `filter` and all else that `recipeDigest` leaves out because it changes no variant.
 * @throws RecipeError where the Recipe mixes, and its pool was not read
 */
export function outputsDigest(recipe: Recipe): string {
  const settings = omit(recipeJson(recipe), WITHOUT_OUTPUTS);
  return sha256Hex(canonicalJson({ settings, variants: recipeDigest(recipe) }));
}

function omit(from: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}

function pickUnlessEmpty(key: string, value: JsonObject): JsonObject {
  return Object.keys(value).length > 0 ? { [key]: value } : {};
}
