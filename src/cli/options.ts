import { statSync } from 'node:fs';
import os from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { isBucket } from '../stores/location.js';

export const DEFAULT_INPUT = 'raw-images';
export const DEFAULT_OUTPUT = 'augmented-images';

/** For help texts: wherever a folder is named. */
export const OR_BUCKET = 'or s3://bucket/prefix';

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
      'the Recipe, YAML or JSON, or s3://bucket/key (default: recipe.yaml in the input, then here, then a vertical flip)',
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

/**
 * Of a bucket only the address is looked at: whether it holds anything, the first request tells.
 * @throws UsageError where there is no such folder, or where it is no address of a bucket
 */
export function requireInput(location: string, contents = 'the photos'): void {
  if (!isBucket(location)) requireFolder(location, contents);
}

/** @throws UsageError where there is no such folder */
export function requireFolder(folder: string, contents = 'the photos'): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`there is no folder ${folder}; name the one with ${contents}`);
  if (!found.isDirectory()) throw new UsageError(`${folder} is a file; name the folder with ${contents}`);
}

/** @throws UsageError where no folder of this name can be made, or where it is no address of a bucket */
export function requireOutput(location: string): void {
  if (isBucket(location)) return;
  const found = statSync(location, { throwIfNoEntry: false });
  if (found && !found.isDirectory())
    throw new UsageError(`${location} is a file; name a folder for the results`);
}
