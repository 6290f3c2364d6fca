import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { s3Client, sqsClient } from './servers/clients.mjs';
import type { Env } from './servers/clients.mjs';
import { userWho } from './servers/support.js';
import { augment, startStack } from './stack.mjs';
import { deployedAs, eventOf, fileOf } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';
import { objectsOf } from './support/objects.js';

/** What `augment status` and `augment redrive` say of a deployment where something is wrong. */
const RECIPE = 'seed: 3\nvariants: 1\ntransforms:\n  - HorizontalFlip: {p: 1}\n';
const BUCKET = 'images';
const OUTPUT = `s3://${BUCKET}/augmented-images`;
const OLDER = 'older than the function.jpg';
/** Seconds, enough for the reconciliation after a deployment and for the images that it requests. */
const SOON = 150;

let stack: Deployed;
let reconcileDeadLetters: string;

beforeAll(async () => {
  const recipe = await fileOf(RECIPE);
  const older = await makeImage('photo.jpg', 1);
  const { server, outputs } = await startStack({ recipe, existingBucket: 'true' }, async (env) => {
    const s3 = s3Client(env);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await objectsOf(s3, BUCKET).put(`raw-images/${OLDER}`, older);
  });
  reconcileDeadLetters = outputs['ReconcileDeadLettersUrl']!;
  stack = deployedAs(server, outputs, recipe);
});
afterAll(() => stack.stop());
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    console.log((await stack.server.tail()).replaceAll(/^(.{300}).*$/gm, '$1…'));
  });
});

/** @returns the exit code of a command, and what it said */
async function run(env: Env, ...args: string[]): Promise<{ code: number; said: string }> {
  try {
    await augment(env, ...args);
    return { code: 0, said: '' };
  } catch (error) {
    const [, code, said] = /exit code (\d+):\n([^]*)/.exec(String(error))!;
    return { code: Number(code), said: said! };
  }
}

const status = (env = stack.env) => run(env, 'status', OUTPUT);
const statusJson = async () =>
  JSON.parse(await augment(stack.env, 'status', OUTPUT, '--json')) as Record<string, unknown>;

async function isDone(images: number): Promise<void> {
  await eventually(async () => {
    expect(await statusJson()).toMatchObject({
      done: images,
      deployment: { waiting: 0, inWork: 0, isReconcileDue: false },
    });
  }, SOON);
}

describe('a deployment', () => {
  it('is known before any function has worked, and makes the images that are older', async () => {
    expect(Object.keys(await stack.results.contents('augmented-images.augment/'))).toContain(
      'deployment.json',
    );
    await isDone(1);
    expect(await statusJson()).toEqual({
      done: 1,
      failures: [],
      inventory: expect.anything() as unknown,
      deployment: {
        ...{ waiting: 0, inWork: 0, isReconcileDue: false, deadLetters: 0, reconcileDeadLetters: 0 },
        ...{ unheard: [], unknown: [], logGroups: expect.anything() as unknown },
      },
    });
    expect(await status()).toEqual({ code: 0, said: '' });
  }, 240_000);
});

describe('a function that cannot start', () => {
  it('is told by its dead letters, although it never wrote anything', async () => {
    const variables = await stack.functions.variables('augment');
    const { AUGMENT_OUTPUT: _, ...broken } = variables;
    await stack.functions.setVariables('augment', broken);
    await stack.queues.setVisibility(1);
    for (const key of ['a.jpg', 'b.jpg']) await stack.put(key, await makeImage('photo.jpg', 2));
    await eventually(async () => {
      expect(await stack.queues.waiting('deadLetters')).toBe(2);
    }, 90);
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(/^1 image done, 0 waiting, 0 in work, 0 failed$/m);
    expect(said).toMatch(
      /^2 dead letters: messages that failed at every attempt; remove the cause, then `augment redrive s3:\/\/images\/augmented-images` lists/m,
    );
    expect(said).toMatch(/^the cause: aws logs filter-log-events --log-group-name \S+FunctionLog/m);
    await stack.functions.setVariables('augment', variables);
    await stack.queues.setVisibility(1800);
  }, 240_000);
});
