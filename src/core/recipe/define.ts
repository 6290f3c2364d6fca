import type * as z from 'zod';
import { builtInModules } from '../modules.js';
import type { Modules } from '../modules.js';
import type { catalogue } from '../transforms/catalogue.js';
import type { CatalogueEntry } from '../transforms/registry.js';
import { readRecipe } from './parse.js';
import type { Recipe, settingsSchema } from './schema.js';

/** A transform as a Recipe writes it: its name alone, or its name with parameters. */
export type TransformInput<Entry extends CatalogueEntry = BuiltInEntry> = Entry extends CatalogueEntry
  ? Entry['name'] | { readonly [Name in Entry['name']]: ParametersOf<Entry> }
  : never;

export type ParametersOf<Entry extends CatalogueEntry> = OwnParameters<z.input<Entry['schema']>> & {
  /** The probability that it runs. */
  readonly p?: number;
} & (Entry['group'] extends 'control' ? { readonly transforms: readonly unknown[] } : unknown);

/** An object without members would forbid all others. */
export type OwnParameters<Parameters> = Parameters extends Readonly<Record<string, never>> ? unknown : Parameters;

/** A Recipe as a file would have it, with typed parameters of every transform. */
export interface RecipeInput<Entry extends CatalogueEntry = BuiltInEntry> extends z.input<
  typeof settingsSchema
> {
  readonly preprocess?: readonly TransformInput<Entry>[];
  readonly transforms: readonly TransformInput<Entry>[];
}

export type BuiltInEntry = (typeof catalogue)[keyof typeof catalogue];

/**
 * A Recipe written in TypeScript, checked as one from a file is.
 * @throws RecipeError that names every mistake that the types do not show
 */
export function defineRecipe<Entry extends CatalogueEntry = BuiltInEntry>(
  input: RecipeInput<Entry>,
  modules: Modules = builtInModules,
): Recipe {
  return readRecipe(input, 'the recipe', modules);
}
