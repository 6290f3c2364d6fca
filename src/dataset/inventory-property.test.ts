import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRecipe } from '../core/recipe/parse.js';
import { memoryStore } from '../stores/testing/memory.js';
import { discover } from './discover.js';
import { isHidden } from './layout.js';
import type { Dataset } from './source.js';
import { generatedFile, generatedRecipe, RUNS } from './testing/generated-files.js';

/** What the Dataset itself says of each file that it uses. */
function usedIn({ sources, inventory }: Dataset): string[] {
  return [
    ...sources.flatMap(({ key, labels }) => [key, ...(labels?.files ?? []).map((one) => one.key)]),
    ...inventory.datasetFiles,
    ...inventory.lists,
  ];
}

it('finds every file of an input either used, or not used, or failed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(generatedFile, { maxLength: 24 }), generatedRecipe, async (files, recipe) => {
      const store = memoryStore();
      for (const { key, text } of files) store.put(key, new TextEncoder().encode(text));
      const dataset = await discover(store, parseRecipe(recipe, 'recipe.yaml'));
      const failed = new Set(dataset.failures.map(({ key }) => key));
      const used = new Set(usedIn(dataset).filter((key) => !failed.has(key)));
      const unused = dataset.inventory.unused.flatMap(({ files: keys }) => keys);
      const visible = [...new Set(files.map(({ key }) => key))].filter((key) => !isHidden(key));
      expect([...used, ...failed, ...unused].sort()).toEqual(visible.sort());
      const labelled = dataset.sources.filter(({ labels }) => labels).length;
      expect(dataset.inventory.unlabelled.count).toBe(dataset.sources.length - labelled);
    }),
    RUNS,
  );
}, 600_000);
