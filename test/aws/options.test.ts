import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateBucketCommand, HeadObjectCommand, PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/folders.js';
import { aws, s3Client } from './servers/clients.mjs';
import type { Env } from './servers/clients.mjs';
import { startMinistack } from './servers/ministack.mjs';
import { allowBatches, augment, buildLayer } from './stack.mjs';
import { deployedAs, expectAsAtHome, fileOf, outputsOf } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';
import { deployByScript, scriptsOn } from './support/scripts.js';

/** What `--kms-key`, `--output-kms-key`, `--minimal` and `--alarm-email` of deploy.sh change. */
const RECIPE = 'seed: 3\nvariants: 1\ntransforms:\n  - HorizontalFlip: {p: 1}\n';
const [INPUT, OUTPUT] = ['images', 'made'];
const MAIL = 'me@example.com';
const SOON = 150;

let server: Awaited<ReturnType<typeof startMinistack>>;
let deploy: (...flags: string[]) => Promise<string>;
let stack: Deployed;
/** ARNs of keys: of the uploads, of the outputs, and one that no option names. */
let keys: Readonly<Record<'input' | 'output' | 'other', string>>;
/** What deploy.sh printed. */
let said: string;

beforeAll(async () => {
  const layer = await buildLayer();
  server = await startMinistack();
  const run = await scriptsOn(server.env);
  const recipe = await fileOf(RECIPE);
  keys = { input: await makeKey(), output: await makeKey(), other: await makeKey() };
  await makeBucket(INPUT, keys.input);
  await makeBucket(OUTPUT, keys.output);
  const input = ['--bucket', INPUT, '--existing-bucket', '--kms-key', keys.input];
  const output = ['--output-bucket', OUTPUT, '--output-kms-key', keys.output];
  deploy = (...flags) =>
    deployByScript(run, layer, ...input, ...output, '--recipe', recipe, '--yes', ...flags);
  said = await deploy('--minimal');
  await allowBatches(server.env);
  stack = deployedAs(server, await outputsOf(server.env), recipe);
});
afterAll(() => server.stop());

async function makeKey(): Promise<string> {
  const { KeyMetadata } = (await aws(server.env, 'kms', 'create-key')) as { KeyMetadata: { Arn: string } };
  return KeyMetadata.Arn;
}

/** A bucket whose objects are encrypted with this key, as S3 does it for every upload that names none. */
async function makeBucket(Bucket: string, KMSMasterKeyID: string): Promise<void> {
  const s3 = s3Client(server.env);
  await s3.send(new CreateBucketCommand({ Bucket }));
  const byDefault = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID },
  };
  await s3.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [byDefault] } }),
  );
}

/** The names of existing parts, by the AWS CLI. */
async function list(query: string, ...command: string[]): Promise<string[]> {
  return ((await aws(server.env, ...command, '--query', query)) as string[] | undefined) ?? [];
}

const alarms = () => list('MetricAlarms[].AlarmName', 'cloudwatch', 'describe-alarms');
const dashboards = () => list('DashboardEntries[].DashboardName', 'cloudwatch', 'list-dashboards');
const topics = () => list('Topics[].TopicArn', 'sns', 'list-topics');

/** Lines of a log that CloudWatch would make metrics of. */
const metricLines = () => {
  const log = ['--log-group-name', stack.outputs['LogGroupName']!];
  return list('events[?contains(message, `CloudWatchMetrics`)].message', 'logs', 'filter-log-events', ...log);
};

describe('--kms-key and --output-kms-key', () => {
  it('encrypt what is read and written with the keys of the buckets', async () => {
    await stack.put('cat.jpg', await makeImage('cat.jpg', 1));
    await eventually(async () => {
      expect((await stack.made()).output).toHaveProperty(['cat_jpg.v1.jpg']);
    }, SOON);
    await expectAsAtHome(stack, { 'cat.jpg': await makeImage('cat.jpg', 1) });
    const { versions } = await stack.results.versions('');
    const written = await Promise.all(versions.map(({ Key }) => keyOf(OUTPUT, Key!)));
    expect(versions.map(({ Key }) => Key)).toContain('augmented-images.augment/records/cat.jpg.json');
    expect(new Set(written)).toEqual(new Set([keys.output]));
    expect(await keyOf(INPUT, 'raw-images/cat.jpg')).toBe(keys.input);
  }, 240_000);

  async function keyOf(Bucket: string, Key: string): Promise<string | undefined> {
    return (await s3Client(server.env).send(new HeadObjectCommand({ Bucket, Key }))).SSEKMSKeyId;
  }

  /** What S3 asks of a key in the name of who reads and who writes, and what it never asks. */
  const requests = async (env: Env, key: string) => {
    const secret = await list('CiphertextBlob', 'kms', 'encrypt', '--key-id', key, '--plaintext', 'x');
    const file = path.join(await temporaryFolder(), 'secret');
    await writeFile(file, Buffer.from(String(secret), 'base64'));
    const may = async (...command: string[]) => {
      try {
        await aws(env, 'kms', ...command);
        return true;
      } catch (error) {
        expect(String(error)).toContain('AccessDenied');
        return false;
      }
    };
    return {
      decrypt: await may('decrypt', '--key-id', key, '--ciphertext-blob', `fileb://${file}`),
      generate: await may('generate-data-key', '--key-id', key, '--key-spec', 'AES_256'),
      encrypt: await may('encrypt', '--key-id', key, '--plaintext', 'x'),
      describe: await may('describe-key', '--key-id', key),
    };
  };
  const nothing = { decrypt: false, generate: false, encrypt: false, describe: false };

  it.each(['augment', 'reconcile'] as const)(
    'let the function that does %s use these keys, and no more than it needs',
    async (name) => {
      const role = await stack.functions.inItsRole(name);
      expect(await requests(role, keys.input)).toEqual({ ...nothing, decrypt: true });
      expect(await requests(role, keys.output)).toEqual({ ...nothing, decrypt: true, generate: true });
      expect(await requests(role, keys.other)).toEqual(nothing);
    },
  );
});

describe('--minimal', () => {
  it('deploys nothing that costs while nobody uploads, and works all the same', async () => {
    expect(said).toMatch(/^Alarms: +none \(--minimal\)$/m);
    expect({ alarms: await alarms(), dashboards: await dashboards(), topics: await topics() }).toEqual({
      ...{ alarms: [], dashboards: [], topics: [] },
    });
    expect(stack.outputs).not.toHaveProperty('DashboardUrl');
    expect(await metricLines()).toEqual([]);
    const status = await augment(server.env, 'status', `s3://${OUTPUT}/augmented-images`, '--json');
    expect(JSON.parse(status)).toMatchObject({ done: 1, failures: [], deployment: { unknown: [] } });
  });
});

describe('--alarm-email', () => {
  it('brings alarms, and a topic that lets them through to the address', async () => {
    const summary = await deploy('--alarm-email', MAIL);
    expect(summary).toMatch(
      new RegExp(
        `^Alarms: +by mail to ${MAIL}, once the link in the mail of AWS Notifications is followed; https:`,
        'm',
      ),
    );
    expect(await alarms()).toHaveLength(10);
    expect(await dashboards()).toHaveLength(1);
    const [topic, ...others] = await topics();
    expect(others).toEqual([]);
    const actions = await list('MetricAlarms[].AlarmActions[]', 'cloudwatch', 'describe-alarms');
    expect(actions).toEqual(Array.from({ length: 10 }, () => topic));
    const subscribed = ['sns', 'list-subscriptions-by-topic', '--topic-arn', topic!];
    expect(await list('Subscriptions[].[Protocol, Endpoint][]', ...subscribed)).toEqual(['email', MAIL]);
    expect(await mayPublish(topic!)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Resource: topic,
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-central-1:000000000000:alarm:*' } },
      },
    ]);
  }, 240_000);

  /** The local AWS delivers alarms whatever the policy of the topic says; AWS does not. */
  async function mayPublish(topic: string): Promise<unknown[]> {
    const policy = (await aws(
      server.env,
      ...['sns', 'get-topic-attributes', '--topic-arn', topic, '--query', 'Attributes.Policy'],
    )) as string;
    const { Statement } = JSON.parse(policy) as { Statement: { Effect: string }[] };
    return Statement.filter(({ Effect }) => Effect === 'Allow').map((statement) => ({
      ...statement,
      Sid: undefined,
    }));
  }

  it('brings the metrics back, too', async () => {
    await stack.put('dog.jpg', await makeImage('dog.jpg', 2));
    await eventually(async () => {
      expect(await metricLines()).not.toEqual([]);
    }, SOON);
  }, 240_000);
});
