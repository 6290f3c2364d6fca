import { expect, it } from 'vitest';
import { collectPool } from '../src/jobs/collect-pool.js';
import { run } from '../src/jobs/run.js';
import { parseRecipe, withPool } from '../src/core/recipe/index.js';
import { memoryStore } from '../src/stores/testing/memory.js';
import { imageFiles, YOLO } from '../test/support/layout-files.js';
import { contents, TestBucket } from './testing/bucket.js';

const RECIPE = `variants: 2
mix: {pool: pool.json}
transforms:
  - Mosaic: {target_size: [60, 80], cell_shape: [50, 60], p: 0.5}
  - CopyPaste: {p: 1}
`;

it('a function that mixes writes what a run writes', async () => {
  const files: Record<string, string | Uint8Array> = {
    'classes.txt': 'cat\ndog\n',
    'a.txt': YOLO,
    'b.txt': YOLO,
    'c.txt': '',
    ...(await imageFiles('a.jpg', 'b.jpg', 'c.png')),
  };
  const input = memoryStore();
  for (const [key, content] of Object.entries(files))
    await input.create(key, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  const parsed = parseRecipe(RECIPE, 'recipe.yaml');
  const recipe = withPool(parsed, (await collectPool(input, parsed, {})).sources);

  const bucket = new TestBucket(recipe);
  for (const [key, content] of Object.entries(files)) bucket.upload(key, content);
  await bucket.drain();
  const [output, state] = [memoryStore(), memoryStore()];
  const summary = await run({ input, output: { output, state }, recipe, delete: false });
  expect(summary).toMatchObject({ failures: [], variants: 6 });
  expect(await contents(bucket.output)).toEqual(await contents(output));
});
