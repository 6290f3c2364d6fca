import { expect, it } from 'vitest';
import { collectPool } from '../src/jobs/collect-pool.js';
import { run } from '../src/jobs/run.js';
import { verify } from '../src/jobs/verify.js';
import { parseRecipe, withPool } from '../src/core/recipe/index.js';
import { memoryStore } from '../src/stores/testing/memory.js';
import { listFailures } from '../src/state/failures.js';
import { makeImage } from '../test/support/dataset.js';
import { YOLO } from '../test/support/layout-files.js';
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
    'a.jpg': await makeImage('a.jpg', 1, 64, 48),
    'b.jpg': await makeImage('b.jpg', 2, 64, 48),
    'c.png': await makeImage('c.png', 3, 64, 48),
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
  const verified = await verify({ input: bucket.input, output: bucket });
  expect(verified).toMatchObject({ images: 3, failures: [], findings: [] });
});

it.each([false, true])(
  'a function makes an image that came before those that it shows; by ranges: %j',
  async (byRanges) => {
    const input = memoryStore();
    const files: Record<string, string | Uint8Array> = {
      'classes.txt': 'cat\ndog\n',
      'a.txt': YOLO,
      'b.txt': YOLO,
      'a.jpg': await makeImage('a.jpg', 1, 64, 48),
      'b.jpg': await makeImage('b.jpg', 2, 64, 48),
    };
    for (const [key, content] of Object.entries(files))
      await input.create(key, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    const parsed = parseRecipe(RECIPE, 'recipe.yaml');
    const recipe = withPool(parsed, (await collectPool(input, parsed, {})).sources);
    const bucket = new TestBucket(recipe);
    for (const key of ['classes.txt', 'a.txt', 'a.jpg']) bucket.upload(key, files[key]!);
    await bucket.drain();
    expect((await listFailures(bucket.state)).map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^b\.jpg: it is to be mixed in, and is gone/),
    ]);
    bucket.mayBeByRanges = () => byRanges;
    for (const key of ['b.txt', 'b.jpg']) bucket.upload(key, files[key]!);
    await bucket.drain();
    const [output, state] = [memoryStore(), memoryStore()];
    await run({ input, output: { output, state }, recipe, delete: false });
    expect(await listFailures(bucket.state)).toEqual([]);
    expect(await contents(bucket.output)).toEqual(await contents(output));
  },
);
