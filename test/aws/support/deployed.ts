import path from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder, writeFiles } from '../../support/folders.js';
import { s3Client, sqsClient } from '../servers/clients.mjs';
import type { startMinistack } from '../servers/ministack.mjs';
import { startStack } from '../stack.mjs';
import { madeAtHome } from './at-home.js';
import type { Files, Made } from './at-home.js';
import { functionsOf } from './functions.js';
import { objectsOf } from './objects.js';
import { queuesOf } from './queues.js';

const INPUT = 'raw-images/';
const OUTPUT = 'augmented-images/';
const STATE = 'augmented-images.augment/';
/** What only a deployment has. */
const OF_DEPLOYMENT = 'deployment.json';

type Server = Awaited<ReturnType<typeof startMinistack>>;
export type Deployed = ReturnType<typeof deployedAs>;

/**
 * Starts the product on an AWS of its own.
 * @param recipe its text
 * @param context what else the CDK app is configured by
 */
export async function deployWith(recipe: string, context: Record<string, string> = {}): Promise<Deployed> {
  const file = await fileOf(recipe);
  const { server, outputs } = await startStack({ recipe: file, ...context });
  return deployedAs(server, outputs, file);
}

/** A file with this recipe in it. */
export async function fileOf(recipe: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'recipe.yaml': recipe });
  return path.join(folder, 'recipe.yaml');
}

/**
 * What tests do with the product once it is deployed.
 * @param outputs of its stack
 * @param recipe a file
 */
export function deployedAs(server: Server, outputs: Readonly<Record<string, string>>, recipe: string) {
  const { env, stop } = server;
  const bucket = outputs['BucketName']!;
  const s3 = s3Client(env);
  const objects = objectsOf(s3, bucket);
  const results = objectsOf(s3, outputs['OutputBucketName']!);
  const queues = queuesOf(sqsClient(env), {
    images: outputs['QueueUrl']!,
    reconcile: outputs['ReconcileQueueUrl']!,
    deadLetters: outputs['DeadLettersUrl']!,
  });
  const functions = functionsOf(env);

  /** What is made, as versions of objects: what was written again differs, or where there are none, what became other. */
  const identities = async () => {
    const { versions, markers } = await results.versions('augmented-images');
    const named = versions.map(({ Key, VersionId, ETag }) => `${Key!} ${VersionId!} ${ETag!}`);
    return [...named, ...markers].sort();
  };
  return {
    ...{ server, env, bucket, recipe, queues, functions, identities, stop },
    /** Of the bucket that photos are uploaded to. */
    objects,
    /** Of the bucket that outputs are written to: the same, unless another was told. */
    results,
    put: (key: string, body: string | Uint8Array) => objects.put(INPUT + key, body),
    remove: (key: string, version?: string) => objects.remove(INPUT + key, version),
    made: async (): Promise<Made> => {
      const { [OF_DEPLOYMENT]: _, ...state } = await results.contents(STATE);
      return { output: await results.contents(OUTPUT), state };
    },
    /** Looks at the whole data set, and works off what that asks for, until nothing changes any more. */
    reconcile: async (seconds?: number) => {
      await queues.drained(seconds);
      for (let before = '', now = '-'; now !== before;) {
        before = now;
        await functions.invoke('reconcile');
        await queues.drained(seconds);
        now = (await identities()).join();
      }
    },
  };
}

/** That everything is as `augment run` makes it of the same files; then it is given. */
export async function expectAsAtHome(stack: Deployed, files: Files): Promise<Made> {
  await stack.reconcile();
  const expected = await madeAtHome(files, stack.recipe);
  expect(await stack.made()).toEqual(expected);
  return expected;
}

/** The message that S3 sends of a change. */
export function eventOf(bucket: string, key: string, size: number, eventName = 'ObjectCreated:Put'): string {
  const object = { key: encodeURIComponent(INPUT + key).replaceAll('%20', '+'), size };
  const s3 = { s3SchemaVersion: '1.0', bucket: { name: bucket }, object };
  return JSON.stringify({ Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', eventName, s3 }] });
}
