import { UsageError } from '../core/errors.js';
import { outputsDigest } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { OutputStores } from '../stores/open.js';
import { recallDeployment } from './deployment.js';

/**
 * A deployed function makes every output by its own Recipe, and would replace those of another one at the next change.
 * Until then, outputs of both would lie side by side.
 * @throws UsageError if a deployed function fills the output by another Recipe
 */
export async function requireNotDeployed(
  { output, state }: Pick<OutputStores, 'output' | 'state'>,
  recipe: Recipe,
): Promise<void> {
  const deployment = await recallDeployment(state);
  if (!deployment || deployment.outputsDigest === outputsDigest(recipe)) return;
  const why =
    deployment.outputsDigest === undefined
      ? 'its recipe is not known before its first full reconciliation, some minutes after the deployment'
      : 'by another recipe, which would make all of this again';
  throw new UsageError(
    `${output.location}: a deployed function fills it from ${deployment.input}: ${why}. Upload the images there, or name ` +
      'another output; to change the recipe, deploy it; to run here all the same, name the recipe that is deployed, or remove the stack',
  );
}
