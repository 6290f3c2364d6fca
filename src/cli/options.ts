import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { defaultRecipe, parseRecipe, withOverrides } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';

export const DEFAULT_INPUT = 'raw-images';
export const DEFAULT_OUTPUT = 'augmented-images';

export interface RecipeOptions {
  readonly recipe?: string;
  readonly variants?: number;
  readonly format?: 'same' | 'jpeg' | 'png' | 'webp';
  readonly quality?: number;
  readonly seed?: string;
}

export function addRecipeOptions(command: Command): Command {
  return command
    .option(
      '--recipe <file>',
      'the Recipe, YAML or JSON (default: recipe.yaml in the input, then here, then a vertical flip)',
    )
    .option('--variants <n>', 'how many of each image', wholeNumber(0, 1_000_000))
    .addOption(
      new Option('--format <format>', 'of the pictures written').choices(['same', 'jpeg', 'png', 'webp']),
    )
    .option('--quality <n>', 'of JPEG and WebP, 1 to 100', wholeNumber(1, 100))
    .option('--seed <text>', 'another seed gives other variants');
}

export const defaultWorkers = os.availableParallelism();

/** A parser for commander. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high) {
      throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** The Recipe that counts for this input, with what the command line says instead. */
export async function loadRecipe(
  input: string,
  options: RecipeOptions,
): Promise<{ recipe: Recipe; from: string }> {
  const file =
    options.recipe ??
    [path.join(input, 'recipe.yaml'), 'recipe.yaml'].find((candidate) => existsSync(candidate));
  const recipe = file === undefined ? defaultRecipe : parseRecipe(await readText(file), file);
  return { recipe: withOverrides(recipe, options), from: file ?? 'the built-in recipe, one vertical flip' };
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

export function requireFolder(folder: string): void {
  if (folder.startsWith('s3://'))
    throw new UsageError(`${folder}: buckets come with a later version; name a folder`);
  if (!existsSync(folder))
    throw new UsageError(`there is no folder ${folder}; name the folder that holds the photos`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? 'there is no such file'
    : String(error);
}
