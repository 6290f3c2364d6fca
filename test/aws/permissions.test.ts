import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Client, sqsClient } from './servers/clients.mjs';
import { deployWith } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';

/** A request to AWS, and its resource. */
type Request = readonly [action: keyof ReturnType<typeof actionsOf>, of: string];

const OTHER = 'another-bucket';
const KEYS = [
  'raw-images/x.txt',
  'raw-images-of-others/x.txt',
  'augmented-images/x.txt',
  'augmented-images.augment/x.txt',
  'augmented-images.others/x.txt',
  'x.txt',
];

const PERMITTED: readonly Request[] = [
  ['get', 'raw-images/x.txt'],
  ['get', 'augmented-images/x.txt'],
  ['get', 'augmented-images.augment/x.txt'],
  ['put', 'augmented-images/y.txt'],
  ['put', 'augmented-images.augment/y.txt'],
  ['delete', 'augmented-images/y.txt'],
  ['delete', 'augmented-images.augment/y.txt'],
  ['list', 'raw-images/'],
  ['list', 'raw-images/images/train/'],
  ['list', 'augmented-images/'],
  ['list', 'augmented-images.augment/records/'],
];

const DENIED: readonly Request[] = [
  ['get', 'x.txt'],
  ['get', 'raw-images-of-others/x.txt'],
  ['get', 'augmented-images.others/x.txt'],
  ['put', 'raw-images/x.txt'],
  ['put', 'raw-images/augmented-images/y.txt'],
  ['put', 'augmented-images.others/y.txt'],
  ['put', 'y.txt'],
  ['delete', 'raw-images/x.txt'],
  ['delete', 'x.txt'],
  ['deleteVersion', 'raw-images/x.txt'],
  ['deleteVersion', 'augmented-images/x.txt'],
  ['list', ''],
  ['list', 'raw-images'],
  ['list', 'augmented-images'],
  ['list', 'raw-images-of-others/'],
  ['listAll', ''],
  ['listVersions', 'raw-images/'],
  ['listBuckets', ''],
  ['getElsewhere', 'raw-images/x.txt'],
  ['putElsewhere', 'augmented-images/y.txt'],
  ['listElsewhere', 'raw-images/'],
];

/** Requests for each function's own queue, and for the other function's queue. */
const QUEUES: Readonly<Record<string, { permitted: readonly Request[]; denied: readonly Request[] }>> = {
  augment: {
    permitted: [
      ['receive', 'images'],
      ['send', 'reconcile'],
      ['count', 'images'],
    ],
    denied: [
      ['count', 'reconcile'],
      ['count', 'deadLetters'],
      ['send', 'images'],
      ['send', 'deadLetters'],
      ['receive', 'reconcile'],
      ['receive', 'deadLetters'],
      ['purge', 'images'],
    ],
  },
  reconcile: {
    permitted: [
      ['receive', 'reconcile'],
      ['send', 'images'],
      ['send', 'reconcile'],
      ['count', 'images'],
    ],
    denied: [
      ['count', 'deadLetters'],
      ['send', 'deadLetters'],
      ['receive', 'images'],
      ['receive', 'deadLetters'],
      ['purge', 'reconcile'],
    ],
  },
};

let stack: Deployed;
let oldVersions: Readonly<Record<string, string>>;

beforeAll(async () => {
  stack = await deployWith('transforms: [HorizontalFlip]\n');
  // The messages of this test are no work.
  for (const name of ['augment', 'reconcile'] as const) await stack.functions.feed(name, false);
  const owner = s3Client(stack.env);
  await owner.send(new CreateBucketCommand({ Bucket: OTHER }));
  await owner.send(new PutObjectCommand({ Bucket: OTHER, Key: 'raw-images/x.txt', Body: 'x' }));
  for (const text of ['old', 'new']) for (const key of KEYS) await stack.objects.put(key, text);
  const { versions } = await stack.objects.versions('');
  const old = versions.filter(({ IsLatest }) => !IsLatest);
  oldVersions = Object.fromEntries(old.map(({ Key, VersionId }) => [Key!, VersionId!]));
});
afterAll(() => stack.stop());

/** The requests, made with this environment's credentials. */
function actionsOf(env: Deployed['env']) {
  const [s3, sqs] = [s3Client(env), sqsClient(env)];
  const { bucket: Bucket } = stack;
  const queue = (name: string) => ({ QueueUrl: stack.queues.urls[name as keyof typeof stack.queues.urls] });
  const order = { MessageGroupId: 'test', MessageDeduplicationId: 'test' };
  return {
    get: (Key: string) => s3.send(new GetObjectCommand({ Bucket, Key })),
    put: (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'y' })),
    delete: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key })),
    deleteVersion: (Key: string) =>
      s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: oldVersions[Key] })),
    list: (Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket, Prefix })),
    listAll: () => s3.send(new ListObjectsV2Command({ Bucket })),
    listVersions: (Prefix: string) => s3.send(new ListObjectVersionsCommand({ Bucket, Prefix })),
    listBuckets: () => s3.send(new ListBucketsCommand({})),
    getElsewhere: (Key: string) => s3.send(new GetObjectCommand({ Bucket: OTHER, Key })),
    putElsewhere: (Key: string) => s3.send(new PutObjectCommand({ Bucket: OTHER, Key, Body: 'y' })),
    listElsewhere: (Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket: OTHER, Prefix })),
    send: (name: string) =>
      sqs.send(
        new SendMessageCommand({ ...queue(name), MessageBody: '{}', ...(name === 'reconcile' && order) }),
      ),
    receive: (name: string) => sqs.send(new ReceiveMessageCommand(queue(name))),
    count: (name: string) =>
      sqs.send(new GetQueueAttributesCommand({ ...queue(name), AttributeNames: ['All'] })),
    purge: (name: string) => sqs.send(new PurgeQueueCommand(queue(name))),
  };
}

describe.each(['augment', 'reconcile'] as const)('the role of the function that does %s', (name) => {
  let actions: ReturnType<typeof actionsOf>;
  let owners: ReturnType<typeof actionsOf>;
  beforeAll(async () => {
    actions = actionsOf(await stack.functions.inItsRole(name));
    owners = actionsOf(stack.env);
  });
  const { permitted, denied } = QUEUES[name]!;

  it.each([...PERMITTED, ...permitted])('may: %s %s', async (action, of) => {
    await expect(actions[action](of)).resolves.toBeDefined();
  });

  it.each([...DENIED, ...denied])('may not: %s %s', async (action, of) => {
    await expect(actions[action](of)).rejects.toMatchObject({
      name: expect.stringMatching(/^AccessDenied/) as string,
      message: expect.stringContaining('not authorized') as string,
    });
  });

  // Shows that the denied requests are possible at all.
  it.each(DENIED.filter(([action]) => /^(get|list)/.test(action)))(
    'lacks what the owner may: %s %s',
    async (action, of) => {
      await expect(owners[action](of)).resolves.toBeDefined();
    },
  );

  it('changed nothing', async () => {
    const { versions } = await stack.objects.versions('');
    const counts = KEYS.map((key) => versions.filter(({ Key }) => Key === key).length);
    expect(counts).toEqual(KEYS.map(() => 2));
  });
});
