import path from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder, writeFiles } from '../../support/folders.js';
import { s3Client, sqsClient } from '../servers/clients.mjs';
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

export type Deployed = Awaited<ReturnType<typeof deployWith>>;

/**
 * Starts the product on an AWS of its own.
 * @param recipe its text
 * @param context what else the CDK app is configured by
 */
export async function deployWith(recipe: string, context: Record<string, string> = {}) {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'recipe.yaml': recipe });
  const file = path.join(folder, 'recipe.yaml');
  const { server, env, outputs, stop } = await startStack({ recipe: file, ...context });
  const bucket = outputs['BucketName']!;
  const objects = objectsOf(s3Client(env), bucket);
  const queues = queuesOf(sqsClient(env), {
    photos: outputs['QueueUrl']!,
    assembly: outputs['AssemblyQueueUrl']!,
    deadLetters: outputs['DeadLettersUrl']!,
  });
  const functions = functionsOf(env);

  /** What is made, as versions of objects: what was written again differs. */
  const identities = async () => {
    const { versions, markers } = await objects.versions('augmented-images');
    return [...versions.map(({ Key, VersionId }) => `${Key!} ${VersionId!}`), ...markers].sort();
  };
  return {
    ...{ server, env, bucket, recipe: file, objects, queues, functions, identities, stop },
    put: (key: string, body: string | Uint8Array) => objects.put(INPUT + key, body),
    remove: (key: string, version?: string) => objects.remove(INPUT + key, version),
    made: async (): Promise<Made> => {
      const { [OF_DEPLOYMENT]: _, ...state } = await objects.contents(STATE);
      return { output: await objects.contents(OUTPUT), state };
    },
    /** Looks at the whole data set, and works off what that asks for, until nothing changes any more. */
    settle: async (seconds?: number) => {
      await queues.drained(seconds);
      for (let before = '', now = '-'; now !== before;) {
        before = now;
        await functions.invoke('assemble');
        await queues.drained(seconds);
        now = (await identities()).join();
      }
    },
  };
}

/** That everything is as `augment run` makes it of the same files; then it is given. */
export async function expectAsAtHome(stack: Deployed, files: Files): Promise<Made> {
  await stack.settle();
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
