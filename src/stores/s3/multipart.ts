import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import type { LargeContent } from '../store.js';
import { partsOf } from '../pieces.js';

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

/**
 * Writes an object in parts, of which one is in memory. Nothing is there before S3 has all of them and the condition
 * holds. A failed upload is given up, so that nobody pays for its parts.
 * @throws what the first request that failed threw
 */
export async function uploadInParts(
  client: S3Client,
  target: UploadTarget,
  { pieces, size }: LargeContent,
  condition: WriteCondition,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const upload = { Bucket: target.Bucket, Key: target.Key, UploadId };
  try {
    const parts: CompletedPart[] = [];
    for await (const bytes of partsOf(pieces(), Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)))) {
      const PartNumber = parts.length + 1;
      const part = { ...upload, PartNumber, Body: bytes, ContentLength: bytes.length };
      const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand(part));
      parts.push({ PartNumber, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) });
    }
    const MultipartUpload = { Parts: parts };
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ...condition }));
  } catch (error) {
    // If it was completed and the answer was lost, there is nothing to give up. A lifecycle rule removes what stays.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}
