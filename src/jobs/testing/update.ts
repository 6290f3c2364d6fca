import { recipeDigest } from '../../core/recipe/digest.js';
import { parseRecipe } from '../../core/recipe/index.js';
import { DatasetView } from '../../state/dataset-view.js';
import { inRun } from '../../state/testing/runs.js';
import type { Stores } from '../../stores/open.js';
import { EngineQueue } from '../../variants/engine-queue.js';
import { reconcile } from '../reconcile.js';
import { updateSource } from '../update-source.js';
import type { UpdateContext } from '../update-source.js';

export const FLIP = 'transforms: [HorizontalFlip: {p: 1}]\n';

const engineQueue = new EngineQueue();

/** A context as the Lambda function makes one. */
export function updateContext(stores: Stores, recipeText = FLIP): UpdateContext {
  const recipe = parseRecipe(recipeText, 'recipe.yaml');
  return {
    stores,
    recipe,
    digest: recipeDigest(recipe),
    engineQueue,
    view: new DatasetView(stores),
    stalePolicy: 'remove',
  };
}

/** Brings the outputs of one image up to date, as after an event. */
export function update(stores: Stores, key: string, recipeText?: string) {
  return inRun(stores, key, (journal) =>
    updateSource({ key, afterListing: true }, { ...updateContext(stores, recipeText), journal }),
  );
}

/** Augments all of the input, and writes the files of the whole data set. */
export async function updateAll(stores: Stores, recipeText?: string): Promise<void> {
  await reconcile(updateContext(stores, recipeText), async (keys) => {
    for (const key of keys) await update(stores, key, recipeText);
  });
  await reconcile(updateContext(stores, recipeText), () => Promise.resolve());
}
