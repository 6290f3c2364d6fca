import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { built } from '../src/cdk/testing/stacks.js';
import { temporaryFolder } from './support/folders.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const { app, context } = readJson(path.join(ROOT, 'cdk.json')) as {
  app: string;
  context: Record<string, unknown>;
};

interface Template {
  readonly Resources: Record<
    string,
    { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string }
  >;
  readonly Outputs: Record<string, { Value: unknown }>;
}

/** Runs the app as `cdk synth -c key=value` does. */
async function synthesise(
  configuration: Record<string, string>,
): Promise<{ name: string; template: Template }> {
  const outdir = await temporaryFolder();
  const { codeDir, layerZip } = built;
  await promisify(execFile)(process.execPath, app.split(' ').slice(1), {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, codeDir, layerZip, ...configuration }),
    },
  });
  const name = (await readdir(outdir)).find((file) => file.endsWith('.template.json'))!;
  return { name, template: JSON.parse(await readFile(path.join(outdir, name), 'utf8')) as Template };
}

const ofType = ({ Resources }: Template, type: string) =>
  Object.values(Resources).filter(({ Type }) => Type === type);
const functionNames = (template: Template) =>
  ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);

describe('infra/app.mjs', () => {
  it('makes a stack of everything, and says where it is', async () => {
    const { name, template } = await synthesise({});
    expect(name).toBe('AugmentOnDemand.template.json');
    expect(functionNames(template)).toContain('AugmentOnDemand');
    expect(ofType(template, 'AWS::S3::Bucket')).toMatchObject([{ DeletionPolicy: 'Retain' }]);
    expect(Object.keys(template.Outputs)).toEqual([
      'BucketName',
      'OutputBucketName',
      'FunctionName',
      'QueueUrl',
      'DeadLettersUrl',
      'ReconcileQueueUrl',
      'ReconcileDeadLettersUrl',
      'LogGroupName',
      'ReconcileLogGroupName',
      'DashboardUrl',
    ]);
  });

  it('takes in existing buckets', async () => {
    const { template } = await synthesise({
      stackName: 'Mine',
      existingBucket: 'true',
      bucketName: 'images',
      outputBucketName: 'made',
      architecture: 'x86_64',
    });
    expect(ofType(template, 'AWS::S3::Bucket')).toEqual([]);
    expect(functionNames(template)).toEqual(expect.arrayContaining(['Mine', 'Mine-reconcile']));
    expect(template.Outputs).toMatchObject({
      BucketName: { Value: 'images' },
      OutputBucketName: { Value: 'made' },
    });
    expect(ofType(template, 'AWS::Lambda::LayerVersion')).toMatchObject([
      { Properties: { CompatibleArchitectures: ['x86_64'] } },
    ]);
  });

  it('names a new bucket, and lets it go with the stack', async () => {
    const { template } = await synthesise({ bucketName: 'images', removal: 'destroy' });
    expect(ofType(template, 'AWS::S3::Bucket')).toMatchObject([
      { DeletionPolicy: 'Delete', Properties: { BucketName: 'images' } },
    ]);
  });

  it('gives both functions more memory, and tells of it', async () => {
    const { template } = await synthesise({ memory: '3008' });
    const sizes = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.MemorySize);
    expect(sizes.filter((size) => size === 3008)).toHaveLength(2);
    expect(ofType(template, 'AWS::CloudFormation::CustomResource')).toMatchObject([
      { Properties: { Memory: 3008 } },
    ]);
  });

  it('sends alarms by mail', async () => {
    const { template } = await synthesise({ alarmEmail: 'me@example.com' });
    expect(ofType(template, 'AWS::SNS::Subscription')).toMatchObject([
      { Properties: { Protocol: 'email', Endpoint: 'me@example.com' } },
    ]);
    for (const { Properties } of ofType(template, 'AWS::CloudWatch::Alarm'))
      expect(Properties.AlarmActions).toHaveLength(1);
    expect(ofType(template, 'AWS::SNS::TopicPolicy')).toMatchObject([
      {
        Properties: {
          PolicyDocument: {
            Statement: [
              { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
              { Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } },
            ],
          },
        },
      },
    ]);
  });

  it('leaves out what costs without uploads', async () => {
    const { template } = await synthesise({ minimal: 'true' });
    expect(ofType(template, 'AWS::CloudWatch::Alarm')).toEqual([]);
    expect(template.Outputs).not.toHaveProperty('DashboardUrl');
  });

  it('lets the functions use the keys of existing buckets', async () => {
    const key = (name: string) => `arn:aws:kms:eu-central-1:123456789012:key/${name}`;
    const { template } = await synthesise({
      ...{ existingBucket: 'true', bucketName: 'images', kmsKey: key('in') },
      ...{ outputBucketName: 'made', outputKmsKey: key('out') },
    });
    const rights = JSON.stringify(ofType(template, 'AWS::IAM::Role'));
    expect(rights).toContain(`"Action":"kms:Decrypt","Effect":"Allow","Resource":"${key('in')}"`);
    expect(rights).toContain(
      `"Action":["kms:Decrypt","kms:GenerateDataKey"],"Effect":"Allow","Resource":"${key('out')}"`,
    );
  });

  it('refuses a broken recipe, with its lines', async () => {
    const recipe = built.write('broken.yaml', 'transforms:\n  - NoSuchTransform\n');
    await expect(synthesise({ recipe })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/broken\.yaml:2:[^]*NoSuchTransform/) as string,
    });
  });

  it('says everything that it cannot use, and what it can', async () => {
    const mistakes = {
      bucketname: 'images',
      bucketName: 'My Images',
      stackName: '1',
      existingBucket: 'yes',
      architecture: 'arm',
      removal: 'now',
      maxConcurrency: '1',
      memory: '100',
      alarmEmail: 'me',
      kmsKey: 'alias/mine',
      minimal: 'no',
      recipe: '',
    };
    const failed = await synthesise(mistakes).catch(
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect(failed).toMatchObject({ code: 1 });
    const lines = (failed as { stderr: string }).stderr.trimEnd().split('\n');
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(
      Object.entries(mistakes)
        .map(([key, value]) => `-c ${key}=${value}`)
        .sort(),
    );
  });
});

it('cdk.json has every feature flag that this version of CDK recommends, and one value of its own', () => {
  const recommended = readJson(
    createRequire(import.meta.url).resolve('aws-cdk-lib/recommended-feature-flags.json'),
  );
  // Recommended as false for those who rely on the bucket's whole configuration being replaced.
  expect(context).toEqual({ ...recommended, '@aws-cdk/aws-s3:keepNotificationInImportedBucket': true });
});
