import { beforeAll, describe, expect, it } from 'vitest';
import { describeSummary } from '../cli/summary.js';
import { parseRecipe } from '../core/recipe/parse.js';
import { memoryStores } from '../state/testing/faults.js';
import type { MemoryStores } from '../state/testing/faults.js';
import { keysOf } from '../stores/testing/contract.js';
import { makeImage } from '../../test/support/dataset.js';
import { run } from './run.js';

let images: Readonly<Record<string, Uint8Array>>;
beforeAll(async () => {
  images = {
    'images/train/a.png': await makeImage('a.png', 1, 100, 80),
    'images/train/b.png': await makeImage('b.png', 2, 100, 80),
    'images/val/c.png': await makeImage('c.png', 3, 100, 80),
  };
});

const LABELS = {
  'data.yaml': 'path: .\ntrain: images/train\nval: images/val\nnames: [car, bus]\n',
  'labels/train/a.txt': '0 0.25 0.5 0.2 0.2\n1 0.75 0.5 0.2 0.2\n',
  'labels/train/b.txt': '0 0.25 0.5 0.2 0.2\n1 0.5 0.5 0.2 0.2\n',
  'labels/val/c.txt': '1 0.75 0.5 0.2 0.2\n',
};

/** Cuts off the right half: one bus, and half of the other. */
const HALVED = 'transforms: [InvertImg: {p: 1}, Crop: {x_max: 50, y_max: 80}]\n';

function filled(): MemoryStores {
  const stores = memoryStores(true);
  for (const [key, bytes] of Object.entries(images)) stores.input.put(key, bytes);
  for (const [key, text] of Object.entries(LABELS)) stores.input.put(key, new TextEncoder().encode(text));
  return stores;
}

function runWith(settings: string, { input, ...output }: MemoryStores, dryRun = false, variants = 2) {
  const recipe = parseRecipe(`variants: ${variants}\n${settings}`, 'recipe.yaml');
  return run({ recipe, input, output, workers: 1, delete: false, dryRun });
}

describe('the losses of a run', () => {
  it.each(['{columns: 2, of: variants}', '{objects: {}, of: variants}'])(
    'count once what is gone before the tiles of %s are cut',
    async (tiles) => {
      const settings = `tiles: ${tiles}\n${HALVED}`;
      const { objects } = await runWith(settings, filled(), false, 1);
      expect(objects.classes.find(({ name }) => name === 'bus')).toEqual({
        ...{ name: 'bus', objects: 2, clipped: 1, dropped: 1 },
        losses: [
          {
            ...{ step: 'Crop', clipped: 1, dropped: 1 },
            variants: ['images/train/a_png.v1.t1.png'],
          },
        ],
      });
      const foreseen = await runWith(`labels: {max_loss: 0.4}\n${settings}`, filled(), false, 1);
      expect(foreseen).toMatchObject({ refused: true, objects: { classes: objects.classes } });
    },
  );

  it('are told by class and transform, those of unchanged images from their Records', async () => {
    const stores = filled();
    const made = await runWith(HALVED, stores);
    expect(made.failures).toEqual([]);
    expect(made.objects.classes).toEqual([
      {
        ...{ name: 'bus', objects: 4, clipped: 2, dropped: 2 },
        losses: [
          {
            ...{ step: 'Crop', clipped: 2, dropped: 2 },
            variants: ['images/train/a_png.v1.png', 'images/train/a_png.v2.png'],
          },
        ],
      },
      { name: 'car', objects: 4, clipped: 0, dropped: 0, losses: [] },
    ]);
    const lines = describeSummary(made, parseRecipe('transforms: []', ''), {});
    expect(lines).toContain('  bus          4     2        2        2  Crop (2 dropped, 2 clipped)');
    const again = await runWith(HALVED, stores);
    expect(again).toMatchObject({ unchanged: 3, objects: made.objects });
  });

  it('are those of all variants, also of those that were made before', async () => {
    const stores = filled();
    await runWith(HALVED, stores, false, 1);
    expect((await runWith(HALVED, stores)).objects).toEqual((await runWith(HALVED, filled())).objects);
  });

  it('end it before anything is written, if they exceed labels.max_loss', async () => {
    const stores = filled();
    const refused = await runWith(`labels: {max_loss: 0.4}\n${HALVED}`, stores);
    expect(refused).toMatchObject({ refused: true, variants: 0, written: 0 });
    expect(refused.failures).toEqual([
      {
        key: 'labels.max_loss',
        reason:
          'the variants lack 2 of 4 objects of class bus (50%), and 40% are allowed; removed by Crop 2 ' +
          '(first in images/train/a_png.v1.png, images/train/a_png.v2.png)',
      },
    ]);
    expect([...(await keysOf(stores.output)), ...(await keysOf(stores.state))]).toEqual([]);
    const lines = describeSummary(refused, parseRecipe('transforms: []', ''), {});
    expect(lines.at(-1)).toBe('nothing was written: labels.max_loss of the recipe allows no such losses');
  });

  it('are foreseen as they come, also by --dry-run', async () => {
    const refused = await runWith(`labels: {max_loss: 0}\n${HALVED}`, filled());
    const rehearsed = await runWith(`labels: {max_loss: 0}\n${HALVED}`, filled(), true);
    const made = await runWith(HALVED, filled());
    expect(refused.objects.classes).toEqual(made.objects.classes);
    expect(rehearsed).toMatchObject({ refused: false, failures: refused.failures, objects: made.objects });
  });

  it('are checked again without making anything anew', async () => {
    const stores = filled();
    await runWith(HALVED, stores);
    expect(await runWith(`labels: {max_loss: 0.5}\n${HALVED}`, stores)).toMatchObject({
      ...{ unchanged: 3, written: 0, failures: [] },
    });
    expect(await runWith(`labels: {max_loss: 0.4}\n${HALVED}`, stores)).toMatchObject({ refused: true });
  });
});

it('says once of how many variants that their borders show objects again', async () => {
  const pad = 'transforms: [PadIfNeeded: {min_height: 90, min_width: 120, border_mode: reflect}]\n';
  const { notes } = await runWith(pad, filled());
  expect(notes).toEqual([
    expect.stringMatching(/^4 variants show the image once more .*\(PadIfNeeded: border reflect\)/),
  ]);
});
