import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/support/folders.js';
import { imageFiles } from '../../test/support/layout-files.js';
import { builtInModules } from '../core/modules.js';
import { parseRecipe } from '../core/recipe/index.js';
import { standardStores } from '../stores/standard.js';
import { EditedRecipe } from './recipe-file.js';
import { serveStudio } from './serve.js';

it('the studio closes while its run is paused', async () => {
  const folder = await temporaryFolder();
  const input = path.join(folder, 'in');
  // More than a run can do before it hears of the pause.
  await writeFiles(input, await imageFiles(...Array.from({ length: 60 }, (_, i) => `${i}.jpg`)));
  const studio = await serveStudio(
    {
      ...{ input, output: path.join(folder, 'out'), stores: standardStores },
      modules: builtInModules,
      store: await standardStores.locate(input).open('input'),
      recipe: new EditedRecipe({ text: '', from: 'nowhere' }, path.join(folder, 'recipe.yaml')),
      parse: (text) => Promise.resolve(parseRecipe(text, 'recipe.yaml')),
      ...{ shipped: [], describe: { inventory: () => [], summary: () => [] } },
    },
    0,
  );
  const { origin, hash } = new URL(studio.address);
  const asking = {
    method: 'POST',
    headers: { Authorization: `Bearer ${hash.slice('#token='.length)}` },
    body: JSON.stringify({ recipe: 'variants: 3\ntransforms: [HorizontalFlip]\n' }),
  };
  for (const at of ['', '/pause']) expect((await fetch(`${origin}/api/run${at}`, asking)).status).toBe(200);
  expect(studio.isRunning()).toBe(true);
  await studio.close();
  expect(studio.isRunning()).toBe(false);
  await expect(fetch(origin)).rejects.toThrow();
  await rm(folder, { recursive: true });
});
