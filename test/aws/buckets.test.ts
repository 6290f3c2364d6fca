import path from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { s3Client, sqsClient } from './servers/clients.mjs';
import { augment, startStack, upload } from './stack.mjs';
import { madeAtHome } from './support/at-home.js';
import type { Files } from './support/at-home.js';
import { deployedAs, expectAsAtHome, fileOf } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';
import { objectsOf } from './support/objects.js';

const RECIPE = 'seed: 3\nvariants: 2\ntransforms:\n  - HorizontalFlip: {p: 1}\n';
const OTHER_RECIPE = 'seed: 4\nvariants: 3\ntransforms:\n  - Rotate: {limit: 20, p: 1}\n';
const RECIPE_KEY = 'recipes/mine.yaml';
const [IMAGES, RESULTS] = ['images', 'results'];
const OUTPUT = `s3://${RESULTS}/augmented-images`;
const LABELS = '0 0.5 0.5 0.4 0.4\n1 0.3 0.3 0.2 0.2\n';
/** Seconds, enough for the reconciliation after an upload and for the images that it requests. */
const SOON = 150;

let stack: Deployed;
/** The content of raw-images/. */
let files: Files = {};

beforeAll(async () => {
  const context = { existingBucket: 'true', outputBucketName: RESULTS, recipeKey: RECIPE_KEY };
  const { server, outputs } = await startStack({ bucketName: IMAGES, ...context }, async (env) => {
    const s3 = s3Client(env);
    // Unversioned, like most existing buckets.
    for (const Bucket of [IMAGES, RESULTS]) await s3.send(new CreateBucketCommand({ Bucket }));
    await objectsOf(s3, IMAGES).put(RECIPE_KEY, RECIPE);
  });
  stack = deployedAs(server, outputs, await fileOf(RECIPE));
});
afterAll(() => stack.stop());
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    console.log((await stack.server.tail()).replaceAll(/^(.{300}).*$/gm, '$1…'));
  });
});

async function uploadByScript(more: Files): Promise<void> {
  files = { ...files, ...more };
  const folder = path.join(await temporaryFolder(), 'images');
  await writeFiles(folder, files);
  const count = Object.keys(more).length;
  expect(await upload(stack.env, folder, IMAGES)).toMatch(new RegExp(`^${count} uploaded`, 'm'));
}

const keysOf = async (objects: Deployed['objects']) =>
  (await objects.versions('')).versions.map(({ Key }) => Key!).sort();

describe('two existing buckets, with the recipe in the first', () => {
  it('a reconciliation without a recipe is retried soon, with the recipe', async () => {
    // S3's test events need a recipe. The function that reconciles has not started then.
    await stack.queues.drained();
    await stack.objects.remove(RECIPE_KEY);
    // Like deploy.sh.
    const order = { MessageGroupId: 'reconcile', MessageDeduplicationId: 'deployed' };
    const request = { QueueUrl: stack.queues.urls.reconcile, MessageBody: '{"reconcile":true}', ...order };
    await sqsClient(stack.env).send(new SendMessageCommand(request));
    await eventually(async () => {
      expect(await stack.server.tail()).toContain('the recipe is missing; upload it');
    }, SOON);
    await stack.objects.put(RECIPE_KEY, RECIPE);
    await eventually(async () => {
      expect(await keysOf(stack.results)).toContain('augmented-images.augment/deployment.json');
    }, SOON);
  }, 320_000);

  it('outputs are written only to the other bucket', async () => {
    await uploadByScript({
      'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog]\n',
      'images/train/a.jpg': await makeImage('a.jpg', 1),
      'images/train/b.png': await makeImage('b.png', 2),
      'images/val/v.jpg': await makeImage('v.jpg', 3),
      'labels/train/a.txt': LABELS,
      'labels/val/v.txt': LABELS,
    });
    await expectAsAtHome(stack, files);
    const raw = Object.keys(files).map((key) => `raw-images/${key}`);
    expect(await keysOf(stack.objects)).toEqual([...raw, RECIPE_KEY].sort());
    const ours = /^augmented-images(\.augment)?\//;
    expect((await keysOf(stack.results)).filter((key) => !ours.test(key))).toEqual([]);
  });

  it('the function may write only to the other bucket', async () => {
    const s3 = s3Client(await stack.functions.inItsRole('augment'));
    const [first, other] = [IMAGES, RESULTS].map((bucket) => objectsOf(s3, bucket));
    const key = 'augmented-images.augment/x.txt';
    await other!.put(key, 'x');
    await other!.remove(key);
    for (const of of [key, 'augmented-images/x.txt', 'raw-images/x.txt', RECIPE_KEY])
      await expect(first!.put(of, 'x'), of).rejects.toThrow('not authorized');
    await expect(other!.put('raw-images/x.txt', 'x')).rejects.toThrow('not authorized');
  });

  it('another recipe makes everything again after the next upload', async () => {
    const before = await stack.made();
    await stack.objects.put(RECIPE_KEY, OTHER_RECIPE);
    await uploadByScript({ 'images/train/c.jpg': await makeImage('c.jpg', 4) });
    const expected = await madeAtHome(files, await fileOf(OTHER_RECIPE));
    await eventually(async () => {
      expect(await stack.made()).toEqual(expected);
    }, SOON);
    const isAugmented = (key: string) => /^images\/train\/[ab]/.test(key);
    const augmented = Object.keys(expected.output).filter(isAugmented);
    expect(augmented).toHaveLength(6);
    for (const key of augmented) expect(expected.output[key], key).not.toBe(before.output[key]);
    await augment(stack.env, 'verify', `s3://${IMAGES}/raw-images`, OUTPUT);
  }, 240_000);

  it('uploads wait while the recipe is invalid', async () => {
    const before = await stack.identities();
    await stack.queues.setVisibility(5);
    await stack.objects.put(RECIPE_KEY, 'transforms: [Flop]\n');
    await uploadByScript({ 'images/train/d.jpg': await makeImage('d.jpg', 5) });
    await eventually(async () => {
      expect(await stack.server.tail()).toContain('Flop');
    });
    const isFailure = (name: string) => name.includes('/failures/recipe.json ');
    await eventually(async () => {
      expect((await stack.identities()).some(isFailure)).toBe(true);
    });
    expect((await stack.identities()).filter((name) => !isFailure(name))).toEqual(before);
    expect(await stack.queues.waiting('images')).toBe(1);

    await stack.objects.put(RECIPE_KEY, RECIPE);
    await expectAsAtHome(stack, files);
    expect(await stack.queues.waiting('deadLetters')).toBe(0);
  });
});
