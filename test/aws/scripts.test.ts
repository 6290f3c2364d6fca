import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { aws, s3Client } from './servers/clients.mjs';
import { startMinistack } from './servers/ministack.mjs';
import { userWho } from './servers/support.js';
import { allowBatches, augment, buildLayer } from './stack.mjs';
import { madeAtHome } from './support/at-home.js';
import type { Files } from './support/at-home.js';
import { deployedAs, fileOf, outputsOf } from './support/deployed.js';
import { objectsOf } from './support/objects.js';
import { deployByScript, scriptsOn } from './support/scripts.js';

const RECIPE = 'seed: 3\nvariants: 1\ntransforms:\n  - HorizontalFlip: {p: 1}\n';
const OTHER_RECIPE = 'seed: 3\nvariants: 2\ntransforms:\n  - Rotate: {limit: 20, p: 1}\n';
const BUCKET = 'images';
const OUTPUT = `s3://${BUCKET}/augmented-images`;
const DEPLOYMENT = 'augmented-images.augment/deployment.json';
/** Seconds, enough for the reconciliation after a deployment and for the images that it requests. */
const SOON = 150;

let server: Awaited<ReturnType<typeof startMinistack>>;
let run: Awaited<ReturnType<typeof scriptsOn>>;
let layer: string;
let files: Files = {};
beforeAll(async () => {
  layer = await buildLayer();
  server = await startMinistack();
  run = await scriptsOn(server.env);
});
afterAll(() => server.stop());

function deploy(recipe: string, ...flags: string[]): Promise<string> {
  return deployByScript(run, layer, '--bucket', BUCKET, '--recipe', recipe, ...flags);
}

async function upload(more: Files): Promise<void> {
  files = { ...files, ...more };
  const folder = path.join(await temporaryFolder(), 'images');
  await writeFiles(folder, files);
  expect(await run('upload-images.sh', folder, BUCKET)).toMatch(
    new RegExp(`^${Object.keys(more).length} uploaded`, 'm'),
  );
}

/** One list of an answer of the AWS CLI. */
async function ask<T>(what: string, ...command: string[]): Promise<T> {
  return (await aws(server.env, ...command, '--query', what)) as T;
}

async function deployed(recipe: string) {
  return deployedAs(server, await outputsOf(server.env), recipe);
}

/** The names of the stack's existing resources, except its bucket. */
async function parts() {
  const list = async (what: string, ...command: string[]) =>
    (await ask<string[] | null | undefined>(what, ...command)) ?? [];
  const notifications = ['s3api', 'get-bucket-notification-configuration', '--bucket', BUCKET];
  return {
    functions: await list('Functions[].FunctionName', 'lambda', 'list-functions'),
    feeds: await list('EventSourceMappings[].UUID', 'lambda', 'list-event-source-mappings'),
    queues: await list('QueueUrls', 'sqs', 'list-queues'),
    alarms: await list('MetricAlarms[].AlarmName', 'cloudwatch', 'describe-alarms'),
    roles: await list('Roles[?!starts_with(RoleName, `cdk-`)].RoleName', 'iam', 'list-roles'),
    notifications: await list('QueueConfigurations[].QueueArn', ...notifications),
  };
}

describe('deploy.sh and destroy.sh with the real CDK', () => {
  it('change nothing in an account that is not prepared, unless --yes is set', async () => {
    await expect(deploy(await fileOf(RECIPE))).rejects.toThrow(
      /exit code 2:\n.*the account 000000000000 is not prepared for CDK/,
    );
    expect(await ask('StackSummaries', 'cloudformation', 'list-stacks')).toEqual([]);
  });

  it('name the missing rights of a user without any', async () => {
    const nothing = { Effect: 'Deny', Action: '*', Resource: '*' };
    const runAsStranger = await scriptsOn(await userWho(server.env, 'stranger', nothing));
    await expect(runAsStranger('deploy.sh', '--no-build', '--layer', layer)).rejects.toThrow(
      /exit code 1:[^]*not authorized[^]*`cdk deploy` failed/,
    );
    await expect(runAsStranger('destroy.sh', '--yes')).rejects.toThrow(
      /exit code 1:\n.*cannot describe the stack AugmentOnDemand: .*not authorized/,
    );
  });

  it('deploy a stack that augments uploaded images', async () => {
    const recipe = await fileOf(RECIPE);
    const said = await deploy(recipe, '--yes');
    expect(said).toContain('AugmentOnDemand is deployed to the account 000000000000 in eu-central-1.\n');
    expect(said).toContain(`bash-scripts/upload-images.sh images ${BUCKET}\n`);
    await upload({ 'cat.jpg': await makeImage('cat.jpg', 1) });
    const stack = await deployed(recipe);
    const expected = await madeAtHome(files, recipe);
    expect(Object.keys(expected.output)).toEqual(['cat_jpg.v1.jpg']);
    await eventually(async () => {
      expect((await stack.made()).output).toEqual(expected.output);
    });
    await stack.functions.invoke('reconcile');
    const status = await augment(server.env, 'status', OUTPUT, '--json');
    expect(JSON.parse(status)).toMatchObject({
      ...{ done: 1, failures: [] },
      deployment: { deadLetters: 0, unheard: [], unknown: [] },
    });
  });

  it('remove everything except the bucket and its objects', async () => {
    const before = await parts();
    expect(before).toMatchObject({
      ...{ functions: { length: 4 }, feeds: { length: 2 }, queues: { length: 4 } },
      notifications: { length: 4 },
    });
    const all = objectsOf(s3Client(server.env), BUCKET);
    const objects = async () => {
      const { versions, markers } = await all.versions('');
      const kept = versions.filter(({ Key }) => Key !== DEPLOYMENT);
      return { versions: kept.map(({ Key, VersionId }) => `${Key!} ${VersionId!}`), markers };
    };
    const kept = await objects();
    await expect(run('destroy.sh')).rejects.toThrow(/exit code 2:[^]*nothing was removed/);
    expect(await parts()).toEqual(before);

    await run('destroy.sh', '--yes');
    expect(await parts()).toEqual(Object.fromEntries(Object.keys(before).map((kind) => [kind, []])));
    // A reconciliation that was still under way may have added versions.
    const left = await objects();
    expect(left.versions).toEqual(expect.arrayContaining(kept.versions));
    expect(left.markers).toEqual([DEPLOYMENT]);
    expect(JSON.parse(await augment(server.env, 'status', OUTPUT, '--json'))).not.toHaveProperty(
      'deployment',
    );
    expect(kept.versions.map((version) => version.split(' ')[0])).toEqual(
      expect.arrayContaining(['augmented-images/cat_jpg.v1.jpg', 'raw-images/cat.jpg']),
    );
    await expect(run('destroy.sh', '--yes')).rejects.toThrow(
      /exit code 2:\n.*the stack AugmentOnDemand does not exist/,
    );
  });

  it('continue after another deployment, with new images and another recipe', async () => {
    await upload({ 'dog.jpg': await makeImage('dog.jpg', 2) });
    const recipe = await fileOf(OTHER_RECIPE);
    await deploy(recipe, '--yes', '--existing-bucket');
    await allowBatches(server.env);
    const stack = await deployed(recipe);
    const expected = await madeAtHome(files, recipe);
    expect(Object.keys(expected.output)).toHaveLength(4);
    await eventually(async () => {
      expect(await stack.made()).toEqual(expected);
    }, SOON);
  }, 240_000);
});
