import type { Modules } from './core/modules.js';
import { defineRecipe, parseRecipe, recipeJsonSchema } from './core/recipe/index.js';
import type { BuiltInEntry, RecipeInput } from './core/recipe/index.js';
import type { Recipe } from './core/recipe/schema.js';
import type { CatalogueEntry } from './core/transforms/registry.js';
import { assemble } from './jobs/assemble.js';
import type { Assembled } from './jobs/assemble.js';
import { run } from './jobs/run.js';
import type { RunOptions, Summary } from './jobs/run.js';
import { verify } from './jobs/verify.js';
import type { Verification, VerifyOptions } from './jobs/verify.js';
import { composePackages } from './packages/compose.js';
import type { AugmentPackage } from './packages/package.js';
import { openStores } from './stores/open.js';
import type { OutputStores, Stores } from './stores/open.js';
import type { StoreRegistry } from './stores/registry.js';
import type { Store } from './stores/store.js';

/**
 * The functions of this package, with the transforms, label formats, codecs and stores of other packages. A Recipe that
 * an augmenter has read keeps them: `augmentImage` and `augmentRaster` take such a Recipe as they take any other.
 */
export interface Augmenter<Entry extends CatalogueEntry = CatalogueEntry> {
  readonly modules: Modules;
  readonly stores: StoreRegistry;
  /** See `parseRecipe`. */
  parseRecipe(text: string, file: string): Recipe;
  /** See `defineRecipe`; the parameters of the packages' transforms are typed, too. */
  defineRecipe(input: RecipeInput<Entry | BuiltInEntry>): Recipe;
  /** See `recipeJsonSchema`. */
  recipeJsonSchema(): Record<string, unknown>;
  /** See `openStores`. */
  openStores(input: string | Store, output: string | OutputStores): Promise<Stores>;
  /** See `run`; the Recipe must be one that this augmenter has read. */
  run(options: Omit<RunOptions, 'stores'>): Promise<Summary>;
  /** See `verify`. */
  verify(options: Omit<VerifyOptions, 'stores' | 'modules'>): Promise<Verification>;
  /** See `assemble`. */
  assemble(stores: Pick<Stores, 'output' | 'state'>): Promise<Assembled>;
}

/**
 * @param packages made by `definePackage`
 * @throws UsageError where two modules have the same name
 */
export function createAugmenter<const Entry extends CatalogueEntry = never>({
  packages,
}: {
  readonly packages: readonly AugmentPackage<Entry>[];
}): Augmenter<Entry> {
  const { modules, stores } = composePackages(packages);
  return {
    modules,
    stores,
    parseRecipe: (text, file) => parseRecipe(text, file, modules),
    defineRecipe: (input) => defineRecipe<Entry | BuiltInEntry>(input, modules),
    recipeJsonSchema: () => recipeJsonSchema(modules),
    openStores: (input, output) => openStores(input, output, stores),
    run: (options) => run({ ...options, stores }),
    verify: (options) => verify({ ...options, stores, modules }),
    assemble: (written) => assemble(written, { modules }),
  };
}
