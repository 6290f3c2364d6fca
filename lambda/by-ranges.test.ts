import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../src/core/recipe/index.js';
import { openStores } from '../src/stores/open.js';
import type { OutputStores } from '../src/stores/open.js';
import { readReconciling } from '../src/state/reconciling.js';
import { cutIndex } from '../src/state/testing/small-parts.js';
import { augmentRun } from '../test/support/command.js';
import { temporaryFolder, withoutIndex, writeFiles } from '../test/support/folders.js';
import { imageFiles, vocXml, YOLO } from '../test/support/layout-files.js';
import { contents, TestBucket } from './testing/bucket.js';

type Files = Record<string, string | Uint8Array>;

const SHUFFLES = Number(process.env['AUGMENT_SHUFFLES'] ?? 4);
const RECIPE = 'seed: 3\nvariants: 2\ntransforms: [HorizontalFlip: {p: 1}]\n';

const NAMES = ['a', 'b', 'c c+d', 'é', '\u{1f600}', '\uff21', 'f.jpg-g', 'h', 'i', 'j'];

const GOING_ON = [1, 2, 3];

/** Where the images and the labels of these names lie. */
interface Layout {
  readonly about: Files;
  readonly image: (name: string, i: number) => string;
  readonly label: (name: string, i: number) => string;
  readonly text: (image: string) => string;
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  'beside the images': {
    about: { 'classes.txt': 'cat\ndog\n' },
    image: (name) => `${name}.jpg`,
    label: (name) => `${name}.txt`,
    text: () => YOLO,
  },
  'in folders of their own': {
    about: { 'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog]\n' },
    image: (name, i) => `images/${i % 3 ? 'train' : 'val'}/${name}.jpg`,
    label: (name, i) => `labels/${i % 3 ? 'train' : 'val'}/${name}.txt`,
    text: () => YOLO,
  },
  'as XML': {
    about: {},
    image: (name) => `VOC/JPEGImages/${name}.jpg`,
    label: (name) => `VOC/Annotations/${name}.xml`,
    text: (image) => vocXml(image),
  },
};

async function expectedOf(files: Files) {
  const folder = await temporaryFolder();
  const [input, output, recipe] = ['in', 'out', 'recipe.yaml'].map((name) => path.join(folder, name));
  await writeFiles(input!, files);
  await writeFiles(folder, { 'recipe.yaml': RECIPE });
  await augmentRun(input!, output!, '--recipe', recipe!, '--workers', '1');
  return everything(await openStores(input!, output!));
}

/** The inventory is that of the last reconciliation that discovered the whole data set. */
async function everything({ output, state }: OutputStores) {
  const { 'inventory.json': _, ...kept } = withoutIndex(await contents(state));
  return { output: await contents(output), state: kept };
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Each image and each label is there or not. */
function someOf({ about, image, label, text }: Layout, bytes: Files, random: () => number): Files {
  const files = { ...about };
  for (const [i, name] of NAMES.entries()) {
    if (i > 1 && random() < 0.3) continue;
    files[image(name, i)] = bytes['x.jpg']!;
    if (i < 2 || random() < 0.7) files[label(name, i)] = text(image(name, i));
  }
  return files;
}

/** Puts files there and takes others away, and nobody hears of it. */
async function change({ input }: TestBucket, from: Files, to: Files): Promise<void> {
  for (const key of Object.keys(from)) if (!(key in to)) await input.remove(key);
  for (const [key, content] of Object.entries(to))
    if (!(key in from)) input.put(key, typeof content === 'string' ? Buffer.from(content) : content);
}

/** A bucket whose functions can be killed: after so many requests, none succeeds. */
function mortalBucket() {
  const life = { requests: Infinity };
  const bucket = new TestBucket(parseRecipe(RECIPE, 'recipe.yaml'), () => {
    if (life.requests-- <= 0) throw new Error('killed');
  });
  return { bucket, life };
}

function unlessKilled(error: unknown): void {
  if (!(error instanceof Error) || error.message !== 'killed') throw error;
}

describe.each(Object.entries(LAYOUTS))('a reconciliation by ranges, with labels %s', (_, layout) => {
  it('repairs what nobody was told of, killed at any request and without time for all ranges', async () => {
    const bytes = await imageFiles('x.jpg');
    let goneOn = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
        const random = generator(seed);
        const [before, after] = [someOf(layout, bytes, random), someOf(layout, bytes, random)];
        const { bucket, life } = mortalBucket();
        for (const [key, content] of Object.entries(before)) bucket.upload(key, content);
        await bucket.drain();
        await change(bucket, before, after);
        bucket.isReconciliationDue = (root) => root?.reconciled === undefined;
        bucket.mayBeByRanges = () => true;
        bucket.hasTime = () => random() < 0.3;
        bucket.rangesAtOnce = 1 + Math.floor(random() * 2);
        bucket.reconcile = () => Promise.reject(new Error('only by ranges'));
        await cutIndex(bucket.state, 1);
        for (let kills = 0; kills < 4; kills++) {
          life.requests = Math.floor(random() * 120);
          await bucket.reconcileByRanges().catch(unlessKilled);
          life.requests = Infinity;
          if (await readReconciling(bucket.state, undefined)) goneOn += 1;
          if (random() < 0.5) bucket.restart();
          if (random() < 0.5) await bucket.processAll();
          if (random() < 0.3) await cutIndex(bucket.state, 2);
        }
        await bucket.reconcileByRanges();
        await bucket.drain();
        expect(await everything(bucket)).toEqual(await expectedOf(after));
      }),
      // With these, a reconciliation is left before its end, so that the next one goes on with it.
      { numRuns: SHUFFLES + GOING_ON.length, examples: GOING_ON.map((seed) => [seed] as [number]) },
    );
    expect(goneOn).toBeGreaterThan(0);
  });
});
