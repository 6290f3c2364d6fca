import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { sampleImage, read } from '../codecs/testing/pictures.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Source } from '../dataset/source.js';
import { DecoratedStore } from '../stores/decorated-store.js';
import { memoryStore } from '../stores/testing/memory.js';
import { EngineQueue } from '../variants/engine-queue.js';
import { KeptThumbnails } from './kept-thumbnails.js';
import { makeThumbnail } from './thumbnail.js';

const image = sampleImage('soccer.jpg');
const recipe = parseRecipe('transforms: []\nlabels: {min_area: 100000}', 'recipe.yaml');
const schema = { classes: ['ball'] };
const labels = { format: 'yolo', files: [{ role: 'labels', key: 'a.txt' }] } as const;
const source: Source = { key: 'a.jpg', size: image.length, role: 'augment' };

async function context(text = '0 0.5 0.5 0.05 0.05\n') {
  const reads: string[] = [];
  class CountedStore extends DecoratedStore {
    override read(key: string) {
      reads.push(key);
      return super.read(key);
    }
  }
  const input = memoryStore();
  input.put('a.jpg', image);
  input.put('a.txt', new TextEncoder().encode(text));
  const kept = new KeptThumbnails(path.join(await temporaryFolder(), 'kept'), 2 ** 20);
  const given = {
    input: new CountedStore(input),
    engineQueue: new EngineQueue(),
    hashes: new Map<string, string>(),
    kept,
  };
  return { ...given, reads };
}

it('fits its square, and shows objects that the recipe drops for their size', async () => {
  const given = await context();
  const [drawn, plain] = await Promise.all(
    [true, false].map(async (withLabels) =>
      read(
        await makeThumbnail({ source: { ...source, labels }, schema, side: 96, withLabels }, recipe, given),
      ),
    ),
  );
  expect(Math.max(drawn!.width, drawn!.height)).toBe(96);
  expect([plain!.width, plain!.height]).toEqual([drawn!.width, drawn!.height]);
  expect(Buffer.from(drawn!.data).equals(plain!.data)).toBe(false);
});

it('does not read an image of a known version again', async () => {
  const given = await context();
  const make = (version: string) =>
    makeThumbnail({ source: { ...source, version }, schema, side: 96, withLabels: true }, recipe, given);
  const first = await make('1');
  expect(given.reads).toEqual(['a.jpg']);
  expect(await make('1')).toEqual(first);
  expect(given.reads).toEqual(['a.jpg']);
  await make('2');
  expect(given.reads).toEqual(['a.jpg', 'a.jpg']);
});
