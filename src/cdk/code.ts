import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { UsageError } from '../core/errors.js';
import { DEPLOYED_POOL, mixes, parseRecipe, requireInInput, withPoolFile } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';

/** The package's folder. Source and compiled file both lie two folders below it. */
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const DEFAULT_RECIPE = path.join(PACKAGE, 'recipes', 'vertical-flip.yaml');
export const RECIPE_FILE = 'recipe.yaml';

/** The functions' code. */
export interface Code {
  readonly asset: lambda.Code;
  /** The folder that it was packed from, without the recipe. */
  readonly folder: string;
  /** The recipe's text, and that of its pool; empty if the recipe lies in the bucket. */
  readonly recipe: string;
}

/**
 * Packs the functions' code, with the recipe unless the recipe lies in the bucket.
 *
 * @throws UsageError if a file is missing
 * @throws RecipeError with every mistake in the recipe and its line
 */
export function makeCode(
  codeDir = path.join(PACKAGE, 'dist', 'lambda'),
  recipe: string | undefined,
  recipeKey: string | undefined,
): Code {
  requireFile('codeDir', path.join(codeDir, 'handler.mjs'), 'run `npm run build` first');
  if (recipe !== undefined && recipeKey !== undefined)
    throw new UsageError(`recipe ${recipe}, recipeKey ${recipeKey}: set only one of them`);
  if (recipeKey !== undefined) return { asset: lambda.Code.fromAsset(codeDir), folder: codeDir, recipe: '' };
  const file = recipe ?? DEFAULT_RECIPE;
  requireFile('recipe', file, 'a recipe is a YAML or JSON file');
  const text = readFileSync(file, 'utf8');
  // Deployed, a broken recipe would stop everything, and each upload would fail for hours before anybody is told.
  const pool = readPool(file, parseRecipe(text, file));
  const asset = lambda.Code.fromAsset(codeDir, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The type requires an image. CDK uses it only if `tryBundle` returns false.
      image: DockerImage.fromRegistry('scratch'),
      // CDK bundles again only if these options change. It cannot see changes of the file that `tryBundle` copies.
      environment: { RECIPE: text, POOL: pool },
      local: {
        tryBundle(folder) {
          cpSync(codeDir, folder, { recursive: true });
          copyFileSync(file, path.join(folder, RECIPE_FILE));
          if (pool !== '') writeFileSync(path.join(folder, DEPLOYED_POOL), pool);
          return true;
        },
      },
    },
  });
  return { asset, folder: codeDir, recipe: text + pool };
}

/**
 * The text of the pool that a recipe names; empty where it mixes nothing.
 * @throws UsageError if the file is missing
 * @throws RecipeError if it is no pool, has nothing for a transform of the recipe, or its images lie elsewhere
 */
function readPool(file: string, recipe: Recipe): string {
  if (!recipe.mix || !mixes(recipe.transforms)) return '';
  const pool = path.join(path.dirname(file), recipe.mix.pool);
  requireFile('mix.pool', pool, `write it: augment pool INPUT --recipe ${file}`);
  const text = readFileSync(pool, 'utf8');
  requireInInput(withPoolFile(recipe, text, pool), pool);
  return text;
}

/** @throws UsageError if the layer is not built */
export function makeLayerCode(
  architecture: lambda.Architecture,
  layerZip = path.join(PACKAGE, 'dist', 'layer', architecture.name, 'layer_content.zip'),
): lambda.Code {
  requireFile('layerZip', layerZip, `build it by \`bash-scripts/build-layer.sh\` for ${architecture.name}`);
  return lambda.Code.fromAsset(layerZip);
}

function requireFile(name: string, file: string, remedy: string): void {
  if (!existsSync(file)) throw new UsageError(`${name}: ${file} does not exist; ${remedy}`);
}
