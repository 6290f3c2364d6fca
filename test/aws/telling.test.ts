import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { aws, s3Client, sqsClient } from './servers/clients.mjs';
import type { Env } from './servers/clients.mjs';
import { userWho } from './servers/support.js';
import { startStack } from './stack.mjs';
import { deployedAs, eventOf, fileOf } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';
import { objectsOf } from './support/objects.js';

/** What `augment status` and `augment redrive` say of a deployment where something is wrong. */
const RECIPE = 'seed: 3\nvariants: 1\ntransforms:\n  - HorizontalFlip: {p: 1}\n';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
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

/** @returns the exit code of a command, what it said, and its standard output */
function run(env: Env, ...args: string[]): Promise<{ code: number; said: string; json: string }> {
  const command = [path.join(ROOT, 'dist', 'cli', 'main.js'), ...args];
  const options = { env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, command, options, (error, json, said) => {
      resolve({ code: error ? Number(error.code) : 0, said, json });
    });
  });
}

const status = (env = stack.env) => run(env, 'status', OUTPUT);
const redrive = (...flags: string[]) => run(stack.env, 'redrive', OUTPUT, ...flags);
const statusJson = async () =>
  JSON.parse((await run(stack.env, 'status', OUTPUT, '--json')).json) as Record<string, unknown>;

async function isDone(images: number): Promise<void> {
  await eventually(async () => {
    expect(await statusJson()).toMatchObject({ done: images, deployment: { waiting: 0, inWork: 0 } });
  }, SOON);
}

describe('a deployment', () => {
  it('is known before any function has worked, and makes the images that are older', async () => {
    expect(Object.keys(await stack.results.contents('augmented-images.augment/'))).toContain(
      'deployment.json',
    );
    await isDone(1);
    // From here on, only the tests start reconciliations.
    await stack.functions.feed('reconcile', false);
    expect(await statusJson()).toEqual({
      done: 1,
      failures: [],
      retried: [],
      inventory: expect.anything() as unknown,
      deployment: {
        ...{ waiting: 0, inWork: 0, isReconcileDue: expect.any(Boolean) as unknown },
        ...{ deadLetters: 0, reconcileDeadLetters: 0, unheard: [], unknown: [] },
        logGroups: expect.anything() as unknown,
      },
    });
    expect(await status()).toMatchObject({ code: 0 });
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

  it('gets its dead letters again after the repair, by image and by reason', async () => {
    const looked = await redrive('--dry-run');
    expect(looked).toMatchObject({
      code: 0,
      said: expect.stringMatching(
        /^2 dead letters: the reason is not known here[^\n]*\n {2}a\.jpg\n {2}b\.jpg\n0 dead letters delivered again, 2 left\n$/,
      ) as string,
    });
    expect(await redrive('--image', 'c*')).toMatchObject({ code: 2 });
    expect((await redrive('--image', 'a*')).said).toMatch(/^1 dead letter delivered again, 1 left$/m);
    await eventually(async () => {
      expect(await statusJson()).toMatchObject({ done: 2, deployment: { deadLetters: 1 } });
    });
    expect((await redrive('--reason', 'access denied')).code).toBe(2);
    expect((await redrive('--reason', 'not known')).said).toMatch(/^1 dead letter delivered again, 0 left$/m);
    await isDone(3);
    expect(await status()).toMatchObject({ code: 0 });
    expect((await redrive()).said).toMatch(/^0 dead letters delivered again, 0 left$/m);
  }, 240_000);
});

describe('a dead letter', () => {
  const send = (QueueUrl: string, MessageBody: string, more = {}) =>
    sqsClient(stack.env).send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

  it('whose image was made since is told apart, and is no failure', async () => {
    await send(stack.queues.urls.deadLetters, eventOf(BUCKET, 'later.jpg', 100));
    expect(await status()).toMatchObject({
      code: 0,
      said: expect.stringMatching(
        /^1 dead letter: [^\n]* made since, or are gone, so nothing is missing/m,
      ) as string,
    });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await stack.put('later.jpg', await makeImage('photo.jpg', 3));
    await isDone(4);
    const { code, said } = await run(stack.env, 'status', OUTPUT, '--input', `s3://${BUCKET}/raw-images`);
    expect(code).toBe(0);
    expect(said).toMatch(
      /^1 dead letter: [^\n]*; all ask for images that were made since, so nothing is missing/m,
    );
    expect(await statusJson()).toMatchObject({ deployment: { deadLetters: 1, settled: 1 } });

    await send(stack.queues.urls.deadLetters, 'no message of S3');
    const both = await status();
    expect(both.code).toBe(1);
    expect(both.said).toMatch(/^2 dead letters: [^\n]*; 1 of them for images that were made since; remove/m);
    const { said: listed } = await redrive('--reason', 'made since');
    expect(listed).toMatch(/^1 dead letter: the images were made since\n {2}later\.jpg$/m);
    expect(listed).toMatch(/^1 dead letter: the message is not understood\n {2}no message of S3$/m);
    expect(listed).toMatch(/^1 dead letter delivered again, 1 left$/m);
    await sqsClient(stack.env).send(new PurgeQueueCommand({ QueueUrl: stack.queues.urls.deadLetters }));
  });

  it('about a label is told apart, too, once its image was made with it', async () => {
    await send(stack.queues.urls.deadLetters, eventOf(BUCKET, 'later.txt', 100));
    expect(await status()).toMatchObject({ code: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await stack.put('later.txt', '0 0.5 0.5 0.4 0.4\n');
    await eventually(async () => {
      expect(await statusJson()).toMatchObject({ deployment: { deadLetters: 1, settled: 1 } });
    });
    expect(await status()).toMatchObject({ code: 0 });
    expect((await redrive('--dry-run')).said).toMatch(
      /^1 dead letter: the images were made since\n {2}later\.txt$/m,
    );
    await sqsClient(stack.env).send(new PurgeQueueCommand({ QueueUrl: stack.queues.urls.deadLetters }));
  });

  it('of the reconciliation is a failure, and is delivered again as one request', async () => {
    for (const id of ['1', '2'])
      await send(reconcileDeadLetters, '{"reconcile":true}', {
        ...{ MessageGroupId: 'reconcile', MessageDeduplicationId: id },
      });
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(/^2 dead letters of reconciliations: [^\n]*`augment redrive/m);
    expect(said).toMatch(/^the cause: aws logs filter-log-events --log-group-name \S+ReconcilerLog/m);
    expect(await redrive()).toMatchObject({
      code: 0,
      said: expect.stringContaining('asked for a reconciliation again\n') as string,
    });
    expect(await statusJson()).toMatchObject({
      deployment: { reconcileDeadLetters: 0, isReconcileDue: true },
    });
  });
});

describe('a file of another program in the way of a file about the data set', () => {
  it('is a failure, until it is gone', async () => {
    await stack.results.put('augmented-images/classes.txt', 'mine\n');
    await stack.put('classes.txt', 'cat\ndog\n');
    await stack.put('a.txt', '0 0.5 0.5 0.4 0.4\n');
    await stack.reconcile();
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(/^failed: [^\n]*classes\.txt[^\n]*in the way/m);
    expect(said).toMatch(/ 0 failed, 1 other failure$/m);
    await stack.results.remove('augmented-images/classes.txt');
    await stack.reconcile();
    expect(await statusJson()).toMatchObject({ failures: [] });
  });
});

describe('the notifications of the bucket', () => {
  const s3 = () => s3Client(stack.env);
  const replaceBy = (NotificationConfiguration: NotificationConfiguration) =>
    s3().send(new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration }));

  it('are missed where somebody removed or replaced them', async () => {
    const found = await s3().send(new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }));
    const { QueueConfigurations: ours = [] } = found;
    await replaceBy({});
    const { code, said } = await status();
    expect(code).toBe(1);
    expect(said).toMatch(
      /^failed: the bucket does not tell the function of uploads \(s3:ObjectCreated:\*, /m,
    );
    const elsewhere = ours.map((rule) => ({
      ...rule,
      Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'others/' }] } },
    }));
    await replaceBy({ QueueConfigurations: elsewhere });
    expect((await status()).code).toBe(1);
    await replaceBy({ QueueConfigurations: ours });
    expect(await status()).toMatchObject({ code: 0 });
  });
});

describe('what the user may not ask', () => {
  it('is said, with the right that is needed, and everything else is shown', async () => {
    const read = { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' };
    const { code, said } = await status(await userWho(stack.env, 'reader', read));
    expect(code).toBe(1);
    expect(said).toMatch(/^4 images done, 0 failed$/m);
    expect(said.match(/^not known: [^\n]*sqs:GetQueueAttributes is needed/gm)).toHaveLength(4);
    expect(said).toMatch(/^not known: [^\n]*s3:GetBucketNotification is needed/m);
  });
});

describe('a role that denies', () => {
  it('is told by its dead letters', async () => {
    const { Role } = (await aws(
      stack.env,
      ...['lambda', 'get-function-configuration', '--function-name', stack.functions.name.augment],
    )) as { Role: string };
    const role = ['--role-name', Role.split('/').at(-1)!, '--policy-name', 'Denial'];
    const Statement = [
      { Effect: 'Deny', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/raw-images/*` },
    ];
    const document = JSON.stringify({ Version: '2012-10-17', Statement });
    await aws(stack.env, 'iam', 'put-role-policy', ...role, '--policy-document', document);
    const variables = await stack.functions.variables('augment');
    await stack.functions.setVariables('augment', { ...variables, AUGMENT_LONGEST_PAUSE: '1' });
    await stack.queues.setVisibility(1);
    await stack.put('denied.jpg', await makeImage('photo.jpg', 4));
    await eventually(async () => {
      expect(await stack.queues.waiting('deadLetters')).toBe(1);
    }, 90);
    // On a busy machine the queue may give up the message while the function is still at its last attempt.
    await eventually(async () => {
      const { code, said } = await status();
      expect(code).toBe(1);
      expect(said).toMatch(/^1 dead letter: messages that failed at every attempt; remove the cause/m);
      expect(said).toMatch(/^retried: denied\.jpg: [^\n]*access denied/m);
    }, 90);
    expect((await redrive('--dry-run')).said).toMatch(/^1 dead letter: [^\n]*access denied/m);
    await aws(stack.env, 'iam', 'delete-role-policy', ...role);
    await stack.functions.setVariables('augment', variables);
    await stack.queues.setVisibility(1800);
    await redrive();
    await eventually(async () => {
      expect(await statusJson()).toMatchObject({ done: 5, deployment: { deadLetters: 0 } });
    });
  }, 240_000);
});
