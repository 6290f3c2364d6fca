import { statSync } from 'node:fs';
import os from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { UsageError } from '../core/errors.js';

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

/** @throws UsageError where there is no such folder */
export function requireFolder(folder: string, contents = 'the photos'): void {
  refuseBucket(folder);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`there is no folder ${folder}; name the one with ${contents}`);
  if (!found.isDirectory()) throw new UsageError(`${folder} is a file; name the folder with ${contents}`);
}

/** @throws UsageError where no folder of this name can be made */
export function requireOutput(folder: string): void {
  refuseBucket(folder);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory())
    throw new UsageError(`${folder} is a file; name a folder for the results`);
}

function refuseBucket(folder: string): void {
  if (folder.startsWith('s3://'))
    throw new UsageError(`${folder}: buckets come with a later version; name a folder`);
}
