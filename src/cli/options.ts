import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { builtInImageFormats, writableNames } from '../core/image-formats.js';
import type { StoreRegistry } from '../stores/registry.js';
import { standardFactories, standardStores } from '../stores/standard.js';
import { addPackageOption } from './packages.js';
import type { PackageFlags } from './packages.js';
import { shippedRecipeNames } from './shipped-recipes.js';

export const DEFAULT_INPUT = 'raw-images';
export const DEFAULT_OUTPUT = 'augmented-images';
export const RECIPE_NAME = 'recipe.yaml';

/** Of a contact sheet: a row holds an image with all its variants, if it does not become wider than that. */
export const MOST_COLUMNS = 5;

/** For help texts: the alternatives to every folder. */
export const OR_BUCKET = standardFactories
  .flatMap(({ scheme }) => (scheme ? [`or ${scheme}://bucket/prefix`] : []))
  .join(' ');

export interface RecipeOptions extends PackageFlags {
  readonly recipe?: string | undefined;
  /** The Recipe itself, instead of where it is. */
  readonly recipeText?: string | undefined;
  readonly variants?: number;
  readonly format?: string;
  readonly quality?: number | 'same';
  readonly seed?: string;
}

export function addRecipeOptions(command: Command): Command {
  return addPackageOption(command)
    .option(
      '--recipe <recipe>',
      `the Recipe (YAML or JSON): a file, s3://bucket/key, or a shipped one: ${shippedRecipeNames().join(', ')} (default: ${RECIPE_NAME} in the input, else in the working folder, else one vertical flip)`,
    )
    .option('--variants <n>', 'number of variants of each image', wholeNumber(0, 1_000_000))
    .option(
      '--format <format>',
      `image format of the outputs: same, ${writableNames(builtInImageFormats).join(', ')}, or one of a package`,
    )
    .option('--quality <n>', 'quality of JPEG and WebP, 1 to 100, or same: that of each JPEG itself', quality)
    .option('--seed <text>', 'seed of all random values; another seed gives other variants');
}

export interface StateFlags {
  /** Absent: beside the output. */
  readonly state?: string;
}

export function addStateOption(command: Command): Command {
  return command.option(
    '--state <location>',
    `where the state of the output is: a folder ${OR_BUCKET} (default: OUTPUT.augment, beside the output)`,
  );
}

export function addWorkersOption(command: Command): Command {
  return command.option(
    '--workers <n>',
    'number of threads (default: one for each processor, fewer for little work)',
    wholeNumber(1, 256),
  );
}

function quality(text: string): number | 'same' {
  return text === 'same' ? text : wholeNumber(1, 100)(text);
}

/** @returns a parser of option values for commander */
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
 * Finds a missing folder at once. A missing bucket is found by the first request.
 * @param contents what the input should contain, in words
 * @throws UsageError if the address cannot be an input
 */
export function requireInput(
  address: string,
  contents = 'the images',
  stores: StoreRegistry = standardStores,
): void {
  stores.locate(address).expect({ use: 'input', contents });
}

/** @throws UsageError if the address cannot be an output */
export function requireOutput(address: string, stores: StoreRegistry = standardStores): void {
  stores.locate(address).expect({ use: 'output' });
}
