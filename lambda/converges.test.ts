import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../src/core/recipe/index.js';
import { cocoJson, imageFiles, vocXml, YOLO } from '../test/support/layout-files.js';
import { TestBucket } from './testing/bucket.js';
import {
  bucketOfSomeSize,
  everything,
  generator,
  runOnFolder,
  shuffled,
  SHUFFLES,
  takeRandomly,
} from './testing/histories.js';
import type { Files } from './testing/histories.js';

const RECIPE = `seed: 3
variants: 2
transforms:
  - HorizontalFlip: {p: 1}
  - RandomBrightnessContrast
`;

async function mask(): Promise<Uint8Array> {
  const samples = Buffer.alloc(64 * 48).fill(1, 0, 500);
  return sharp(samples, { raw: { width: 64, height: 48, channels: 1 } })
    .png()
    .toBuffer();
}

/** Data sets of every layout. */
const LAYOUTS: Readonly<Record<string, () => Promise<Files>>> = {
  'flat, with YOLO labels': async () => ({
    ...(await imageFiles('a.jpg', 'b c+d.jpg', 'Brücke.png', 'none.jpg')),
    'classes.txt': 'cat\ndog\n',
    'a.txt': YOLO,
    'b c+d.txt': YOLO,
  }),
  'YOLO with splits': async () => ({
    ...(await imageFiles('images/train/a.jpg', 'images/train/b.jpg', 'images/val/c.jpg', 'loose.jpg')),
    'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog]\n',
    'labels/train/a.txt': YOLO,
    'labels/val/c.txt': YOLO,
  }),
  'COCO in two files': async () => ({
    ...(await imageFiles('train2017/1.jpg', 'train2017/2.jpg', 'val2017/1.jpg', 'train2017/unlabelled.jpg')),
    'annotations/instances_train2017.json': cocoJson(['1.jpg', '2.jpg']),
    'annotations/instances_val2017.json': cocoJson(['1.jpg']),
  }),
  'Pascal VOC with lists and masks': async () => ({
    ...(await imageFiles('VOC/JPEGImages/a.jpg', 'VOC/JPEGImages/b.jpg')),
    'VOC/Annotations/a.xml': vocXml('a.jpg'),
    'VOC/Annotations/b.xml': vocXml('b.jpg'),
    'VOC/SegmentationClass/a.png': await mask(),
    'VOC/ImageSets/Main/train.txt': 'a\n',
    'VOC/ImageSets/Main/val.txt': 'b\n',
  }),
  'masks in a folder': async () => ({
    ...(await imageFiles('images/a.jpg', 'images/b.jpg')),
    'masks/a.png': await mask(),
    'masks/b.png': await mask(),
    'masks/orphan.png': await mask(),
  }),
  'masks in a folder of no usual name, and labels of another one': async () => ({
    ...(await imageFiles('pets/a.png', 'pets/b.png', 'other/a.png', 'other/z.jpg')),
    'areas/a.png': await mask(),
    'areas/b.png': await mask(),
    'areas/orphan.png': await mask(),
    'boxes/a.TXT': YOLO,
    'boxes/b.TXT': YOLO,
    'classes.txt': 'cat\ndog\n',
  }),
  'masks below the images, and beside them': async () => ({
    ...(await imageFiles('train/a.png', 'train/b.jpg', 'val/c.png', 'val/d.jpg')),
    'train/masks/a.png': await mask(),
    'train/masks/b.png': await mask(),
    'val/c_segmentation.png': await mask(),
    'val/d_segmentation.png': await mask(),
  }),
  'labels named after the whole image': async () => ({
    ...(await imageFiles('data/a.jpg', 'data/a.png', 'data/sub/b.jpg')),
    'Labels/a.jpg.txt': YOLO,
    'Labels/a.png.txt': YOLO,
    'Labels/sub/b.jpg.txt': YOLO,
    'classes.txt': 'cat\ndog\n',
  }),
  'things that fail': async () => ({
    ...(await imageFiles('a.jpg', 'images/b.jpg')),
    'broken.jpg': 'no picture at all',
    'cat_jpg.v1.jpg': (await imageFiles('x.jpg'))['x.jpg']!,
  }),
};

describe.each(Object.entries(LAYOUTS))('uploads of a data set: %s', (_name, make) => {
  it('lead to the results of augment run on a folder, in any order and with repeated events', async () => {
    const files = await make();
    const expected = await runOnFolder(files, RECIPE);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
        const random = generator(seed);
        const { bucket, settle } = bucketOfSomeSize(random, RECIPE);
        for (const [key, content] of shuffled(Object.entries(files), random)) {
          bucket.upload(key, content);
          // Between uploads: batches, reconciliations and new containers.
          if (random() < 0.3) await bucket.process(takeRandomly(random)(bucket.queue));
          if (random() < 0.15) await bucket.deliverRequests();
          if (random() < 0.2) bucket.restart();
        }
        await settle();
        expect(await everything(bucket)).toEqual(expected);
      }),
      { numRuns: SHUFFLES, examples: [[616588306]] },
    );
  });

  it('lead to the results of the last files, after replacements and deletions', async () => {
    const files = await make();
    // The outputs of an image stay if a damaged file replaces it, so the result would depend on the history.
    delete files['broken.jpg'];
    const expected = await runOnFolder(files, RECIPE);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
        const random = generator(seed);
        const { bucket, settle } = bucketOfSomeSize(random, RECIPE);
        const extra = await imageFiles('images/gone.jpg', 'gone too.png');
        const first = shuffled(Object.entries({ ...files, ...extra, 'gone too.txt': YOLO }), random);
        const other = Object.values(extra)[0]!;
        for (const [key, content] of first) {
          bucket.upload(key, random() < 0.3 ? (random() < 0.5 ? other : 'something else') : content);
        }
        const working = bucket.drain(takeRandomly(random));
        for (const [key] of first) {
          await new Promise((resolve) => setImmediate(resolve));
          if (random() < 0.2 || !(key in files)) await bucket.delete(key);
        }
        await working;
        for (const [key, content] of shuffled(Object.entries(files), random)) bucket.upload(key, content);
        await settle();
        expect(await everything(bucket)).toEqual(expected);
      }),
      { numRuns: SHUFFLES, examples: [[999999999]] },
    );
  });
});

describe('a function that crashes', () => {
  it('before any single request leads to the same objects after redelivery', async () => {
    const files = await LAYOUTS['flat, with YOLO labels']!();
    const expected = await runOnFolder(files, RECIPE);
    for (let deaths = 0; ; deaths++) {
      let budget = Infinity;
      const bucket = new TestBucket(parseRecipe(RECIPE, 'recipe.yaml'), () => {
        // After the crash, no pending request succeeds either.
        if (budget-- <= 0) throw new Error('killed');
      });
      for (const [key, content] of Object.entries(files)) bucket.upload(key, content);
      const batch = [...bucket.queue];
      budget = deaths;
      const { failed } = await bucket.process(batch);
      budget = Infinity;
      bucket.restart();
      await bucket.drain();
      expect(await everything(bucket), `dead before request ${deaths + 1}`).toEqual(expected);
      if (failed.length === 0) {
        expect(deaths).toBeGreaterThan(30);
        return;
      }
    }
  });
});
