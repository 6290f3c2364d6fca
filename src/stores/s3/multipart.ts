import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import type { LargeContent } from '../store.js';
import { partsOf } from '../pieces.js';
import { codeOf } from './errors.js';

/** Objects up to this size are written by one request. S3 takes no smaller parts than 5 MiB, but for the last. */
export const PART_BYTES = 8 * 1024 * 1024;

/** The most that S3 takes. */
const MOST_PARTS = 10_000;

/** What has to be true of the object that is there when an object is written. */
export type WriteCondition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

/** An object, and what S3 keeps of it besides its content. */
export interface UploadTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: string;
  readonly Metadata: Record<string, string>;
}

interface Upload {
  readonly target: UploadTarget;
  readonly content: LargeContent;
  readonly condition: WriteCondition;
}

/**
 * Writes an object in parts, of which one is in memory. Nothing is there before S3 has all of them and the condition
 * holds. A failed upload is given up, so that nobody pays for its parts.
 * @param mayComplete is asked when all parts are there
 * @returns false, having written nothing, if it may not, or if the answer to the last request was lost
 * @throws what the first request that failed threw
 */
export async function uploadInParts(
  client: S3Client,
  { target, content, condition }: Upload,
  mayComplete: () => Promise<boolean>,
): Promise<boolean> {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...target, ...(await checksumsOf(client)) }),
  );
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId };
  let isDone = false;
  try {
    const MultipartUpload = { Parts: await uploadParts(client, upload, content) };
    if (await mayComplete()) {
      await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ...condition }));
      isDone = true;
    }
  } catch (error) {
    // The SDK repeats a request without an answer. If the first had done its work, there is no such upload any more.
    if (codeOf(error) !== 'NoSuchUpload') throw error;
  } finally {
    // If even this fails, the parts are left to a lifecycle rule of the bucket.
    if (!isDone) await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
  }
  return isDone;
}

async function uploadParts(
  client: S3Client,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
  { pieces, size }: LargeContent,
): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = [];
  for await (const bytes of partsOf(pieces(), Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)))) {
    const PartNumber = parts.length + 1;
    const part = { ...upload, PartNumber, Body: bytes, ContentLength: bytes.length };
    const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand(part));
    parts.push({ PartNumber, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) });
  }
  return parts;
}

/** If the SDK adds a checksum to each part, S3 has to know of it from the beginning. */
async function checksumsOf({ config }: S3Client): Promise<{ readonly ChecksumAlgorithm?: 'CRC32' }> {
  return (await config.requestChecksumCalculation()) === 'WHEN_SUPPORTED'
    ? { ChecksumAlgorithm: 'CRC32' }
    : {};
}
