import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { fileKey } from '../state/file-keys.js';
import type { BucketPrefix } from '../stores/bucket-prefix.js';
import { inBatches } from '../stores/in-batches.js';
import { parseS3Address } from '../stores/s3/address.js';
import { explainS3, isMissing } from '../stores/s3/errors.js';
import type { Store } from '../stores/store.js';
import type { DeadLetter } from './dead-letters.js';

/** Requests at the same time. */
const AT_ONCE = 32;

/**
 * The dead letters that ask only for images whose Record is younger than the letter: what they ask for was done, for
 * example since a reconciliation had asked for it again. Of a label or a file of the data set this cannot be told.
 * @throws StoreError if the Records cannot be asked for
 */
export async function settledLetters(
  client: S3Client,
  letters: readonly DeadLetter[],
  state: Pick<Store, 'location'>,
): Promise<ReadonlySet<DeadLetter>> {
  const folder = parseS3Address(state.location);
  const settled = new Set<DeadLetter>();
  for await (const [letter, isSettled] of inBatches(
    letters,
    AT_ONCE,
    async (one) => [one, await isDone(client, one, folder)] as const,
  ))
    if (isSettled) settled.add(letter);
  return settled;
}

async function isDone(
  client: S3Client,
  { keys, sent }: DeadLetter,
  { bucket: Bucket, prefix }: BucketPrefix,
): Promise<boolean> {
  for (const key of keys) {
    const Key = prefix + fileKey('records', key);
    try {
      const { LastModified: written } = await client.send(new HeadObjectCommand({ Bucket, Key }));
      // S3 cuts off the milliseconds. So what was done within the second of the letter counts as open.
      if (!written || written.getTime() <= sent) return false;
    } catch (error) {
      if (isMissing(error)) return false;
      throw explainS3(error, 'read the metadata of', `s3://${Bucket}/${Key}`);
    }
  }
  return keys.length > 0;
}
