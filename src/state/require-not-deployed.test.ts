import { describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { outputsDigest } from '../core/recipe/index.js';
import { parseRecipe } from '../core/recipe/parse.js';
import { run } from '../jobs/run.js';
import { keysOf } from '../stores/testing/contract.js';
import { rememberDeployment } from './deployment.js';
import { memoryStores } from './testing/faults.js';

const recipe = (text: string) => parseRecipe(text, 'recipe.yaml');
const DEPLOYED = 'seed: 5\nvariants: 2\ntransforms: [HorizontalFlip]';
const ADDRESSES = {
  input: 's3://images/raw-images',
  queues: { images: 'a', reconcile: 'b', deadLetters: 'c', reconcileDeadLetters: 'd' },
  logGroups: { augment: 'log', reconcile: 'reconcile-log' },
};

async function deployedStores(outputsDigest?: string) {
  const stores = memoryStores(true);
  stores.input.put('a.png', await makeImage('a.png', 1));
  await rememberDeployment(stores.state, {
    ...ADDRESSES,
    ...(outputsDigest !== undefined && { outputsDigest }),
  });
  return stores;
}

const onto = ({ input, output, state }: ReturnType<typeof memoryStores>, text: string) =>
  run({ input, output: { output, state }, recipe: recipe(text), workers: 1, delete: false });

describe('a run onto an output that a deployed function fills', () => {
  it.each([
    ['another transform', DEPLOYED.replace('HorizontalFlip', 'VerticalFlip')],
    ['other settings of the same variants', DEPLOYED.replace('variants: 2', 'variants: 3')],
  ])('is refused with %s, before it writes anything', async (_, text) => {
    const stores = await deployedStores(outputsDigest(recipe(DEPLOYED)));
    await expect(onto(stores, text)).rejects.toThrow(
      /a deployed function fills it from s3:\/\/images\/raw-images: by another recipe/,
    );
    expect(await keysOf(stores.output)).toEqual([]);
    expect(await keysOf(stores.state)).toEqual(['deployment.json']);
  });

  it('is refused while the deployed recipe is not known', async () => {
    await expect(onto(await deployedStores(), DEPLOYED)).rejects.toThrow(/its recipe is not known/);
  });

  it('makes what the function would make by the deployed recipe, however that is written', async () => {
    const stores = await deployedStores(outputsDigest(recipe(DEPLOYED)));
    const written = `version: 1\nlimits: {pixels: 5000}\n${DEPLOYED}`;
    expect(await onto(stores, written)).toMatchObject({ variants: 2, failures: [] });
  });
});
