import type { LabelFormat } from '../../src/core/formats/format.js';
import { createFormats } from '../../src/core/formats/formats.js';
import { builtInFormats } from '../../src/core/formats/index.js';
import { builtInModules } from '../../src/core/modules.js';
import { parseRecipe } from '../../src/core/recipe/index.js';
import type { Recipe } from '../../src/core/recipe/schema.js';
import { discover } from '../../src/dataset/discover.js';
import { schemaOf } from '../../src/dataset/source.js';
import { chooseSchema } from '../../src/jobs/choose-schema.js';
import { describeDataset } from '../../src/jobs/describe-dataset.js';
import type { SourceRecord } from '../../src/state/record.js';
import { memoryStore } from '../../src/stores/testing/memory.js';
import { EngineQueue } from '../../src/variants/engine-queue.js';
import { makeVariants } from '../../src/variants/make-variants.js';
import { readSource, schemasOf } from '../../src/variants/read-source.js';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A recipe that may name formats that do not come with this program. */
export function recipeWith(foreign: readonly LabelFormat[], text: string, write = 'same'): Recipe {
  const recipe = parseRecipe(text, 'recipe.yaml');
  const formats = createFormats([...builtInFormats.all, ...foreign]);
  const labels = { ...recipe.labels, write };
  return { ...recipe, labels, modules: { ...builtInModules, formats } };
}

/** What a run of these files makes, in memory and in this thread. */
export async function convert(files: Files, recipe: Recipe) {
  const input = storeOf(files);
  const dataset = await discover(input, recipe);
  const declared = await chooseSchema(input, dataset, recipe);
  const outputs = new Map<string, Uint8Array>();
  const notes = [...dataset.warnings];
  const records: SourceRecord[] = [];
  for (const source of dataset.sources) {
    const schema = schemaOf(source, dataset.files);
    const bytes = await readSource(source, schemasOf(source, { schema, declared }, recipe), input);
    const wanted = [source.role === 'copy' || recipe.output.originals ? 0 : 1];
    const context = { recipe, schema, engineQueue: new EngineQueue(), ...(declared && { declared }) };
    const made = await makeVariants(source, bytes, wanted, context);
    notes.push(...made.notes);
    for (const { key, bytes: content } of made.variants.flatMap((variant) => variant.outputs))
      outputs.set(key, content);
    records.push({
      ...{ engine: 1, key: source.key, role: source.role, recipe: '', problems: [] },
      ...{ image: bytes.imageSha256, labels: bytes.labelsSha256, format: made.format },
      ...(source.split && { split: source.split }),
      ...(source.labels?.dataset && { dataset: source.labels.dataset }),
      variants: made.variants.map(({ recorded }) => recorded),
    });
  }
  const { files: described, lists } = dataset;
  const state = { files: described, lists, unread: dataset.unread, recipe, ...(declared && { declared }) };
  for (const { key, text } of describeDataset(state, records))
    outputs.set(key, new TextEncoder().encode(text));
  return { failures: dataset.failures, notes, records, files: Object.fromEntries(outputs) };
}

export function storeOf(files: Files) {
  const store = memoryStore();
  for (const [key, content] of Object.entries(files))
    store.put(key, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return store;
}
