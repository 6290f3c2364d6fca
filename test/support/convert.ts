import { createAugmenter } from '../../src/augmenter.js';
import type { LabelFormat } from '../../src/core/formats/format.js';
import type { Recipe } from '../../src/core/recipe/schema.js';
import { run } from '../../src/jobs/run.js';
import { definePackage } from '../../src/packages/package.js';
import { listRecords } from '../../src/state/record.js';
import type { ListedRecord } from '../../src/state/record.js';
import { memoryStore } from '../../src/stores/testing/memory.js';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A recipe that may name formats of another package. @param write added to the recipe's `labels`, if the text has none */
export function recipeWith(formats: readonly LabelFormat[], text: string, write = 'same'): Recipe {
  const { name, version } = formats[0]?.package ?? { name: 'csv-labels', version: '1.0.0' };
  const augmenter = createAugmenter({ packages: [definePackage({ name, version, formats })] });
  const written = /^labels: \{/m.test(text)
    ? text.replace(/^labels: \{/m, `labels: {write: ${write}, `)
    : `${text}labels: {write: ${write}}\n`;
  return augmenter.parseRecipe(written, 'recipe.yaml');
}

/** What a run of these files makes, over Stores in memory. @param location of the output, as it says itself */
export async function convert(files: Files, recipe: Recipe, location?: string) {
  const [output, state] = [memoryStore(), memoryStore()];
  if (location !== undefined) Object.assign(output, { location });
  const { failures, notes } = await run({
    input: storeOf(files),
    output: { output, state },
    recipe,
    workers: 1,
    delete: false,
  });
  const made: Record<string, Uint8Array> = {};
  for await (const { key } of output.list()) made[key] = (await output.read(key))!.bytes;
  const records: ListedRecord[] = [];
  for await (const record of listRecords(state)) records.push(record);
  return { failures, notes, records, files: made };
}

export function storeOf(files: Files) {
  const store = memoryStore();
  for (const [key, content] of Object.entries(files))
    store.put(key, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return store;
}
