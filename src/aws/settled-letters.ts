import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { builtInModules, isImageKey } from '../core/modules.js';
import { readLayout } from '../state/dataset-state.js';
import type { LayoutState } from '../state/dataset-state.js';
import { fileKey } from '../state/file-keys.js';
import { readIndexRoot } from '../state/index-files.js';
import { readRecord } from '../state/record.js';
import { inBatches } from '../stores/in-batches.js';
import type { BucketPrefix } from '../stores/bucket-prefix.js';
import { parseS3Address } from '../stores/s3/address.js';
import { explainS3, isMissing } from '../stores/s3/errors.js';
import type { Store } from '../stores/store.js';
import { recordedImages } from '../triggers/recorded-images.js';
import type { DeadLetter } from './dead-letters.js';

/** Requests at the same time. */
const AT_ONCE = 32;

/** Why nothing is left to be done for a letter: its images were made since, or some of them are gone and the others made. */
export type Settled = 'made' | 'gone';

/**
 * The dead letters that ask only for images whose Record is younger than the letter: what they ask for was done, for
 * example since a reconciliation had asked for it again; or for images that neither the input nor the Records have. A letter
 * about a label asks for the images that it belongs to. Of a file about the data set this cannot be told.
 * @param input whoever may not read it learns of no image that it is gone
 * @throws StoreError if the Records cannot be asked for
 */
export async function settledLetters(
  client: S3Client,
  letters: readonly DeadLetter[],
  state: Store,
  input: BucketPrefix,
): Promise<ReadonlyMap<DeadLetter, Settled>> {
  const settled = new Map<DeadLetter, Settled>();
  if (letters.length === 0) return settled;
  const look = { client, state, input, layout: await readLayout(state) };
  for await (const [letter, why] of inBatches(
    letters,
    AT_ONCE,
    async (one) => [one, await whySettled(one, look)] as const,
  ))
    if (why) settled.set(letter, why);
  return settled;
}

interface Look {
  readonly client: S3Client;
  readonly state: Store;
  readonly input: BucketPrefix;
  /** Where labels lie. */
  readonly layout: LayoutState;
}

async function whySettled({ keys, sent, removed }: DeadLetter, look: Look): Promise<Settled | undefined> {
  let why: Settled = 'made';
  for (const key of keys) {
    if (await isMade({ key, sent, isRemoved: removed.includes(key) }, look)) continue;
    if (!(await isGone(key, look))) return undefined;
    why = 'gone';
  }
  return keys.length > 0 ? why : undefined;
}

interface Asked {
  readonly key: string;
  readonly sent: number;
  readonly isRemoved: boolean;
}

async function isMade(asked: Asked, look: Look): Promise<boolean> {
  const written = await recordWritten(asked.key, look);
  return written === undefined ? areLabelsRead(asked, look) : isYounger(written, asked.sent);
}

/** Whether it is an image, or a mask of none, that neither the Records nor the input have. */
async function isGone(key: string, look: Look): Promise<boolean> {
  // The input may have the name in another Unicode form, which a request for this one does not find.
  if (!isImageKey(key, builtInModules) || key.normalize('NFD') !== key) return false;
  if ((await recordWritten(key, look)) !== undefined) return false;
  if ((await recordedImages(key, look.state, look.layout)).length > 0) return false;
  const { bucket: Bucket, prefix } = look.input;
  try {
    await look.client.send(new HeadObjectCommand({ Bucket, Key: prefix + key }));
    return false;
  } catch (error) {
    // `status` needs no right to read the input.
    return isMissing(error);
  }
}

/** S3 cuts off the milliseconds. So what was done within the second of the letter counts as open. */
function isYounger(written: Date | undefined, sent: number): boolean {
  return written !== undefined && written.getTime() > sent;
}

/** Whether all images that this label file belongs to were made since, with it, or without it if it was removed. */
async function areLabelsRead({ key, sent, isRemoved }: Asked, look: Look): Promise<boolean> {
  const images = await recordedImages(key, look.state, look.layout);
  for (const image of images) {
    const held = await readRecord(look.state, image);
    if (held?.record.labelFiles.includes(key) === isRemoved) return false;
    if (!isYounger(await recordWritten(image, look), sent)) return false;
  }
  return images.length > 0;
}

/** When the Record of an image was written; undefined if there is none. */
async function recordWritten(image: string, { client, state }: Look): Promise<Date | undefined> {
  const { bucket: Bucket, prefix } = parseS3Address(state.location);
  const Key = prefix + fileKey('records', image);
  try {
    return (await client.send(new HeadObjectCommand({ Bucket, Key }))).LastModified;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw explainS3(error, 'read the metadata of', `s3://${Bucket}/${Key}`);
  }
}

/**
 * How many dead requests to reconcile a later full reconciliation has answered. All or none: of requests of one group, SQS
 * shows the oldest only.
 * @param requests that could be looked at
 * @param all how many there are
 */
export async function settledRequests(
  requests: readonly DeadLetter[],
  all: number,
  state: Store,
): Promise<number> {
  const began = (await readIndexRoot(state))?.content.reconciled?.began ?? 0;
  const areAnswered = requests.length >= all && requests.every(({ sent }) => sent < began);
  return areAnswered ? all : 0;
}
