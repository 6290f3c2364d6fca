import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aws, s3Client, sqsClient } from './servers/clients.mjs';
import { userWho } from './servers/support.js';
import { startStack } from './stack.mjs';

const DENIED = /AccessDenied|AccessDeniedException/;

interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

let stack: Awaited<ReturnType<typeof startStack>>;
/** One who may do exactly what the deployed function's role may. */
let role: Clients;
let other: { readonly bucket: string; readonly queue: string };

beforeAll(async () => {
  stack = await startStack();
  const owner = { s3: s3Client(stack.env), sqs: sqsClient(stack.env) };
  other = await makeOthers(owner);
  const user = await userWithRoleOf(stack.outputs.FunctionName!);
  role = { s3: s3Client(user), sqs: sqsClient(user) };
});
afterAll(() => stack.stop());

/** What belongs to nobody's flow: objects beside the prefixes, another bucket, another queue. */
async function makeOthers({ s3, sqs }: Clients) {
  const bucket = stack.outputs.BucketName!;
  for (const Key of ['raw-images/a.jpg', 'augmented-images/a.jpg', 'augmented-images.augment/a', 'private/a'])
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
  await s3.send(new CreateBucketCommand({ Bucket: 'somebody-elses' }));
  for (const Key of ['raw-images/a.jpg', 'augmented-images/a.jpg'])
    await s3.send(new PutObjectCommand({ Bucket: 'somebody-elses', Key, Body: 'x' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'somebody-elses' }));
  return { bucket: 'somebody-elses', queue: QueueUrl! };
}

/** The role itself trusts Lambda alone, as it should; so its policy is given to a user. */
async function userWithRoleOf(functionName: string) {
  const { Configuration } = (await aws(
    stack.env,
    'lambda',
    'get-function',
    '--function-name',
    functionName,
  )) as {
    Configuration: { Role: string };
  };
  const name = Configuration.Role.split('/').at(-1)!;
  const inline = (await aws(stack.env, 'iam', 'list-role-policies', '--role-name', name)) as {
    PolicyNames: string[];
  };
  const attached = (await aws(stack.env, 'iam', 'list-attached-role-policies', '--role-name', name)) as {
    AttachedPolicies: unknown[];
  };
  expect(attached.AttachedPolicies).toEqual([]);
  // The second is what the imitation of AWS asks for besides: see stack.mjs.
  expect(inline.PolicyNames.toSorted()).toEqual(['Access', 'Batches']);
  const { PolicyDocument } = (await aws(
    stack.env,
    ...['iam', 'get-role-policy', '--role-name', name, '--policy-name', 'Access'],
  )) as { PolicyDocument: { Statement: Record<string, unknown>[] } };
  return userWho(stack.env, 'as-the-function', PolicyDocument.Statement);
}

type Act = (key: string, bucket?: string) => Promise<unknown>;

const bucketName = () => stack.outputs.BucketName!;
const read: Act = (Key, Bucket = bucketName()) => role.s3.send(new GetObjectCommand({ Bucket, Key }));
const write: Act = (Key, Bucket = bucketName()) =>
  role.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'y' }));
const remove: Act = (Key, Bucket = bucketName()) => role.s3.send(new DeleteObjectCommand({ Bucket, Key }));
const list: Act = (Prefix, Bucket = bucketName()) =>
  role.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
const send: Act = (QueueUrl) =>
  role.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"Records":[]}' }));
const receive: Act = (QueueUrl) => role.sqs.send(new ReceiveMessageCommand({ QueueUrl }));

describe("the deployed function's role", () => {
  it.each<[string, Act, string, string]>([
    ['reads photos, and nothing beside', read, 'raw-images/a.jpg', 'private/a'],
    [
      'reads outputs, and nothing whose name only begins the same',
      read,
      'augmented-images/a.jpg',
      'augmented-images-old/a',
    ],
    ['writes outputs, and never what events come from', write, 'augmented-images/b.jpg', 'raw-images/b.jpg'],
    ['writes its state, and nothing beside', write, 'augmented-images.augment/b', 'private/b'],
    ['removes outputs, and never photos', remove, 'augmented-images/b.jpg', 'raw-images/a.jpg'],
    ['lists photos, and not the whole bucket', list, 'raw-images/', ''],
    ['lists its state, and nothing beside', list, 'augmented-images.augment/records/', 'private/'],
  ])('%s', async (_name, act, permitted, denied) => {
    await act(permitted);
    await expect(act(denied)).rejects.toThrow(
      expect.objectContaining({ name: expect.stringMatching(DENIED) as string }),
    );
  });

  it.each<[string, Act, string]>([
    ['read', read, 'raw-images/a.jpg'],
    ['written', write, 'augmented-images/a.jpg'],
    ['listed', list, 'raw-images/'],
  ])('is for no other bucket: nothing of it is %s', async (_name, act, key) => {
    await act(key);
    await expect(act(key, other.bucket)).rejects.toThrow(
      expect.objectContaining({ name: expect.stringMatching(DENIED) as string }),
    );
  });

  it('sends to its own queues, and to no other', async () => {
    await send(stack.outputs.QueueUrl!);
    await expect(send(other.queue)).rejects.toThrow(/not authorized/);
  });

  it('takes from its own queue, and from no other', async () => {
    await receive(stack.outputs.QueueUrl!);
    await expect(receive(other.queue)).rejects.toThrow(/not authorized/);
    await expect(receive(stack.outputs.DeadLettersUrl!)).rejects.toThrow(/not authorized/);
  });
});
