import path from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder, withoutIndex, writeFiles } from '../../support/folders.js';
import { aws, s3Client, sqsClient } from '../servers/clients.mjs';
import type { Env } from '../servers/clients.mjs';
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
/** Exists only in a deployment. */
const OF_DEPLOYMENT = 'deployment.json';

type Server = Awaited<ReturnType<typeof startMinistack>>;
export type Deployed = ReturnType<typeof deployedAs>;

/**
 * Starts a separate AWS and deploys the product to it.
 * @param recipe its text
 * @param context what else the CDK app is configured by
 */
export async function deployWith(recipe: string, context: Record<string, string> = {}): Promise<Deployed> {
  const file = await fileOf(recipe);
  const { server, outputs } = await startStack({ recipe: file, ...context });
  return deployedAs(server, outputs, file);
}

/** The outputs of the stack that deploy.sh makes. */
export async function outputsOf(env: Env): Promise<Record<string, string>> {
  const answer = (await aws(env, 'cloudformation', 'describe-stacks', '--stack-name', 'AugmentOnDemand')) as {
    Stacks: { Outputs: { OutputKey: string; OutputValue: string }[] }[];
  };
  const outputs = answer.Stacks[0]!.Outputs;
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

/** Writes a recipe file. */
export async function fileOf(recipe: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'recipe.yaml': recipe });
  return path.join(folder, 'recipe.yaml');
}

/**
 * The operations of tests on the deployed product.
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

  /**
   * The versions of all results, without the index, which names times. They show rewritten objects; without versioning,
   * they show changed objects.
   */
  const identities = async () => {
    const { versions, markers } = await results.versions('augmented-images');
    const named = versions.map(({ Key, VersionId, ETag }) => `${Key!} ${VersionId!} ${ETag!}`);
    return [...named, ...markers].filter((name) => !name.startsWith(`${STATE}index/`)).sort();
  };
  return {
    ...{ server, env, bucket, outputs, recipe, queues, functions, identities, stop },
    /** The bucket with the uploads. */
    objects,
    /** The bucket with the outputs; by default the same. */
    results,
    put: (key: string, body: string | Uint8Array) => objects.put(INPUT + key, body),
    remove: (key: string, version?: string) => objects.remove(INPUT + key, version),
    made: async (): Promise<Made> => {
      const { [OF_DEPLOYMENT]: _, ...state } = await results.contents(STATE);
      return { output: await results.contents(OUTPUT), state: withoutImpossibleNames(withoutIndex(state)) };
    },
    /** Reconciles and waits for the requested images, until nothing changes any more. */
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

/** A bucket can have names that no folder has; its inventory lists them. */
function withoutImpossibleNames(state: Made['state']): Made['state'] {
  const text = state['inventory.json'];
  if (text === undefined) return state;
  const inventory = JSON.parse(text) as { readonly unused: readonly { readonly reason: string }[] };
  const unused = inventory.unused.filter(({ reason }) => reason !== 'no key');
  return { ...state, 'inventory.json': `${JSON.stringify({ ...inventory, unused })}\n` };
}

/** Expects the results of `augment run` on the same files. @returns these */
export async function expectAsAtHome(stack: Deployed, files: Files): Promise<Made> {
  await stack.reconcile();
  const expected = await madeAtHome(files, stack.recipe);
  expect(await stack.made()).toEqual(expected);
  return expected;
}

/** S3's message about a change. */
export function eventOf(bucket: string, key: string, size: number, eventName = 'ObjectCreated:Put'): string {
  const object = { key: encodeURIComponent(INPUT + key).replaceAll('%20', '+'), size };
  const s3 = { s3SchemaVersion: '1.0', bucket: { name: bucket }, object };
  return JSON.stringify({ Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', eventName, s3 }] });
}
