import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../core/errors.js';
import { defaultRecipe, parseRecipe, withOverrides } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { formatBucket, isBucket, parseLocation } from '../stores/location.js';
import { reasonOf } from './file-errors.js';
import type { RecipeOptions } from './options.js';

/** A Recipe as it was written, and where. */
interface RecipeText {
  readonly text: string;
  readonly from: string;
}

/** The Recipe that counts for this input, with what the command line says instead. */
export async function loadRecipe(
  input: string,
  options: RecipeOptions,
): Promise<{ recipe: Recipe; from: string }> {
  const found =
    options.recipe === undefined
      ? ((await recipeIn(input)) ?? (await recipeAt('recipe.yaml')))
      : { text: await readText(options.recipe), from: options.recipe };
  const recipe = found ? parseRecipe(found.text, found.from) : defaultRecipe;
  return {
    recipe: withOverrides(recipe, options),
    from: found?.from ?? 'the built-in recipe, one vertical flip',
  };
}

async function recipeIn(input: string): Promise<RecipeText | undefined> {
  const location = parseLocation(input);
  if (location.kind === 'folder') return recipeAt(path.join(input, 'recipe.yaml'));
  const from = `${formatBucket(location)}/recipe.yaml`;
  const text = await readBucketText(from);
  return text === undefined ? undefined : { text, from };
}

async function recipeAt(file: string): Promise<RecipeText | undefined> {
  return existsSync(file) ? { text: await readText(file), from: file } : undefined;
}

/**
 * @param file a path, or `s3://bucket/key`
 * @throws UsageError where there is none, or where it cannot be read
 */
export async function readText(file: string): Promise<string> {
  if (isBucket(file)) {
    const text = await readBucketText(file);
    if (text === undefined) throw new UsageError(`cannot read ${file}: there is no such object`);
    return text;
  }
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

async function readBucketText(address: string): Promise<string | undefined> {
  const { openBucketFile } = await import('../stores/s3/bucket-file.js');
  const read = await openBucketFile(address);
  return (await read())?.text;
}
