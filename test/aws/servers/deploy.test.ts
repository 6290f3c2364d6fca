import path from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bootstrap, deploy, destroy } from './cdk.mjs';
import { aws, s3Client, sqsClient } from './clients.mjs';
import { functionProcesses } from './lambda-node.mjs';
import { startMinistack } from './ministack.mjs';
import { startProxy } from './proxy.mjs';
import { eventually } from '../../support/eventually.js';
import { bucketOf } from './support.js';

const app = path.join(import.meta.dirname, 'example', 'app.mjs');

describe('a stack on ministack', () => {
  let server: Awaited<ReturnType<typeof startMinistack>>;
  let outputs: Record<string, string>;
  let bucket: ReturnType<typeof bucketOf>;
  beforeAll(async () => {
    server = await startMinistack();
    await bootstrap(server.env);
    outputs = (await deploy(server.env, { app })).Example!;
    bucket = bucketOf(s3Client(server.env), outputs.bucket!);
  });
  afterAll(() => server.stop());
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      console.log(await server.tail());
    });
  });

  async function answerTo(name: string, text: string) {
    await bucket.put(`in/${name}`, text);
    return JSON.parse(await eventually(() => bucket.get(`out/${name}`))) as Record<string, unknown>;
  }

  it('runs a function in what surrounds it on Lambda, and in nothing of this machine', async () => {
    process.env.AUGMENT_LEAK = 'leaked';
    const answer = await answerTo('ü b+c.jpg', 'hello');
    expect(answer).toMatchObject({
      text: 'hello',
      code: 'file:///var/task/index.mjs',
      workingDirectory: '/var/task',
      program: 'HELLO',
      module: 'found by NODE_PATH',
      salutation: 'two\nlines',
      writable: ['/tmp'],
    });
    expect(answer.node).toMatch(/^v24\./);
    expect(answer.variables).toEqual(expect.arrayContaining(['AWS_REGION', 'BUCKET', 'LAMBDA_TASK_ROOT']));
    const hosts = /^(HOME|TMPDIR|GATEWAY_PORT|AUTH|USE_SSL|MINISTACK_HOST|LAMBDA_NODE_RUNTIME|AUGMENT_LEAK)$/;
    expect((answer.variables as string[]).filter((name) => hosts.test(name))).toEqual([]);
  });

  it('delivers what failed or was denied again, three times, then puts it aside', async () => {
    await Promise.all([
      bucket.put('in/fails', 'fail'),
      bucket.put('in/denied', 'denied'),
      answerTo('works', 'a'),
    ]);
    const sqs = sqsClient(server.env);
    const keys = new Set<string>();
    await eventually(async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: outputs.dead!, MaxNumberOfMessages: 10 }),
      );
      for (const { Body } of Messages) keys.add(/"key": ?"([^"]+)"/.exec(Body!)![1]!);
      expect(keys).toEqual(new Set(['in/fails', 'in/denied']));
    });
  });

  it('passes on through a FIFO queue: later, in order, once', async () => {
    await answerTo('sequence', 'later');
    const s3 = s3Client(server.env);
    const arrived = await eventually(async () => {
      const listing = { Bucket: outputs.bucket!, Prefix: 'later/' };
      const { Contents = [] } = await s3.send(new ListObjectsV2Command(listing));
      const batches = await Promise.all(Contents.map(({ Key }) => bucket.get(Key!)));
      const messages = batches.flatMap((text) => JSON.parse(text) as { body: string; after: number }[]);
      expect(messages.map(({ body }) => body)).toEqual(['1', '2', '3']);
      return messages;
    });
    expect(Math.min(...arrived.map(({ after }) => after))).toBeGreaterThanOrEqual(2000);
  });

  it('delivers again what a killed process was at', async () => {
    await bucket.put('in/killed', 'slow');
    await eventually(() => bucket.get('out/killed.begun'));
    const processes = await functionProcesses(server, outputs.first!);
    expect(processes).not.toEqual([]);
    for (const id of processes) process.kill(id, 'SIGKILL');
    await expect(bucket.get('out/killed')).rejects.toThrow('does not exist');
    expect(JSON.parse(await eventually(() => bucket.get('out/killed')))).toMatchObject({ text: 'slow' });
  });

  it('lets a function be given other variables, so that it goes through the proxy', async () => {
    const proxy = await startProxy(server, { latency: { GET: 30, PUT: 50 } });
    const variables = {
      BUCKET: outputs.bucket!,
      LATER: outputs.later!,
      SALUTATION: 'changed',
      AWS_ENDPOINT_URL_S3: proxy.endpoint,
    };
    const environment = ['--environment', JSON.stringify({ Variables: variables })];
    const name = ['--function-name', outputs.first!];
    await aws(server.env, 'lambda', 'update-function-configuration', ...name, ...environment);
    await aws(server.env, 'lambda', 'wait', 'function-updated', ...name);
    expect(await answerTo('through the proxy', 'hello')).toMatchObject({ salutation: 'changed' });
    expect(proxy.counts).toMatchObject({ GET: 1, PUT: 1 });
    await proxy.stop();
  });

  it('can be removed, but for the bucket', async () => {
    await destroy(server.env, { app });
    const name = ['--function-name', outputs.first!];
    await expect(aws(server.env, 'lambda', 'get-function', ...name)).rejects.toThrow('ResourceNotFound');
    expect(await bucket.get('in/works')).toBe('a');
  });
});
