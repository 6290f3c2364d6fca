import os from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { standardStores } from '../stores/standard.js';

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
 * Finds at once that a folder is missing. What a bucket holds, only the first request finds out.
 * @param contents what the input should hold, in words
 * @throws UsageError where the address cannot be that of an input
 */
export function requireInput(address: string, contents = 'the photos'): void {
  standardStores.locate(address).expect({ use: 'input', contents });
}

/** @throws UsageError where the address cannot be that of an output */
export function requireOutput(address: string): void {
  standardStores.locate(address).expect({ use: 'output' });
}
