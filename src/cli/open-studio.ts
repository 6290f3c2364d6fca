import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { once } from 'node:events';
import path from 'node:path';
import { UsageError } from '../core/errors.js';
import { parseRecipe } from '../core/recipe/index.js';
import { openOutput } from '../stores/open.js';
import { requireApart } from '../stores/require-apart.js';
import type { StoreRegistry } from '../stores/registry.js';
import { standardStores } from '../stores/standard.js';
import { EditedRecipe } from '../studio/recipe-file.js';
import { serveStudio } from '../studio/serve.js';
import type { Studio } from '../studio/serve.js';
import { cacheFolder } from './cache-folder.js';
import { describeInventory } from './inventory.js';
import { findRecipeText, readPool } from './load-recipe.js';
import { RECIPE_NAME, requireInput, requireOutput } from './options.js';
import { composeFlags } from './packages.js';
import { PAGE } from './readers.js';
import { say } from './say.js';
import { purposeOf, shippedRecipe, shippedRecipeNames } from './shipped-recipes.js';
import type { StudioFlags } from './studio.js';
import { watchDeployment } from './studio-deployment.js';
import { describeSummary } from './summary.js';

const FIRST_RECIPE = 'vertical-flip';

/** Serves the studio until it is interrupted. */
export async function openStudio(input: string, output: string, flags: StudioFlags): Promise<void> {
  const { modules, stores } = await composeFlags(flags);
  requireInput(input, undefined, stores);
  requireOutput(output, stores);
  await requireApart(input, output, stores);
  const found = await findRecipeText(input, flags.recipe, stores);
  const isFile = found !== undefined && existsSync(found.from);
  const file = path.resolve(isFile ? found.from : placeOf(input, stores));
  const folder = standardStores.locate(path.dirname(file));
  const start = found ?? { text: shippedRecipe(FIRST_RECIPE)!, from: `${FIRST_RECIPE} (a shipped recipe)` };
  const studio = await serveStudio(
    {
      ...{ input, output, stores, modules, threads: availableParallelism() },
      cache: path.join(cacheFolder(), 'thumbnails'),
      store: await stores.locate(input).open('input'),
      recipe: new EditedRecipe(start, file),
      parse: (text) =>
        readPool({ recipe: parseRecipe(text, path.basename(file), modules), from: file, folder }),
      shipped: shippedRecipeNames().map((name) => {
        const text = shippedRecipe(name)!;
        return { name, text, purpose: purposeOf(text) };
      }),
      ...(stores.schemeOf(output) !== undefined && {
        deployment: watchDeployment(output, async () => (await openOutput(output, stores)).state, modules),
      }),
      describe: {
        inventory: describeInventory,
        summary: (summary, recipe) => describeSummary(summary, recipe, { reader: PAGE }),
      },
    },
    flags.port,
  ).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new UsageError(`port ${flags.port} is in use; choose another one with --port, or leave it out`);
  });
  await untilInterrupted(studio, input);
}

/** Where `init` writes a Recipe, too, and `run` looks first. */
function placeOf(input: string, stores: StoreRegistry): string {
  return stores.schemeOf(input) === undefined ? path.join(input, RECIPE_NAME) : RECIPE_NAME;
}

async function untilInterrupted(studio: Studio, input: string): Promise<void> {
  say(`studio of ${input}: open this address in a browser (Ctrl+C ends it):`);
  say(`  ${studio.address}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  if (studio.isRunning())
    say('interrupted: finishing the images that are in work (Ctrl+C again ends the run at once)');
  await studio.close();
}
