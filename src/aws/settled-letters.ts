import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { readLayout } from '../state/dataset-state.js';
import type { LayoutState } from '../state/dataset-state.js';
import { fileKey } from '../state/file-keys.js';
import { readRecord } from '../state/record.js';
import { inBatches } from '../stores/in-batches.js';
import { parseS3Address } from '../stores/s3/address.js';
import { explainS3, isMissing } from '../stores/s3/errors.js';
import type { Store } from '../stores/store.js';
import { recordedImages } from '../triggers/recorded-images.js';
import type { DeadLetter } from './dead-letters.js';

/** Requests at the same time. */
const AT_ONCE = 32;

/**
 * The dead letters that ask only for images whose Record is younger than the letter: what they ask for was done, for
 * example since a reconciliation had asked for it again. A letter about a label asks for the images that it belongs to.
 * Of a file about the data set this cannot be told.
 * @throws StoreError if the Records cannot be asked for
 */
export async function settledLetters(
  client: S3Client,
  letters: readonly DeadLetter[],
  state: Store,
): Promise<ReadonlySet<DeadLetter>> {
  const settled = new Set<DeadLetter>();
  if (letters.length === 0) return settled;
  const look = { client, state, layout: await readLayout(state) };
  for await (const [letter, isSettled] of inBatches(
    letters,
    AT_ONCE,
    async (one) => [one, await isDone(one, look)] as const,
  ))
    if (isSettled) settled.add(letter);
  return settled;
}

interface Look {
  readonly client: S3Client;
  readonly state: Store;
  /** Where labels lie. */
  readonly layout: LayoutState;
}

async function isDone({ keys, sent, removed }: DeadLetter, look: Look): Promise<boolean> {
  for (const key of keys) {
    const written = await recordWritten(key, look);
    const isMade =
      written === undefined
        ? await areLabelsRead({ key, sent, isRemoved: removed.includes(key) }, look)
        : isYounger(written, sent);
    if (!isMade) return false;
  }
  return keys.length > 0;
}

/** S3 cuts off the milliseconds. So what was done within the second of the letter counts as open. */
function isYounger(written: Date | undefined, sent: number): boolean {
  return written !== undefined && written.getTime() > sent;
}

/** Whether all images that this label file belongs to were made since, with it, or without it if it was removed. */
async function areLabelsRead(
  { key, sent, isRemoved }: { readonly key: string; readonly sent: number; readonly isRemoved: boolean },
  look: Look,
): Promise<boolean> {
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
