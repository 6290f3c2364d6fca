import { KeyError, UsageError } from '../core/errors.js';
import { checkKey } from '../core/keys.js';

/** Where a Store lies: a folder's path as it was given, or a part of a bucket. */
export type Location = FolderLocation | BucketLocation;

export interface FolderLocation {
  readonly kind: 'folder';
  readonly path: string;
}

export interface BucketLocation extends BucketPrefix {
  readonly kind: 'bucket';
}

export interface BucketPrefix {
  readonly bucket: string;
  /** What all keys begin with: empty, or ending in a slash. */
  readonly prefix: string;
}

/** As wide as S3's oldest buckets and other makers' servers have them. */
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/**
 * A path, or `s3://bucket/prefix`. What stands after the bucket is taken as it is: no escapes, no wildcards.
 * @throws UsageError where it looks like a bucket's address and is none
 */
export function parseLocation(text: string): Location {
  const isAddress = /^s3:/i.test(text);
  if (!isAddress) return { kind: 'folder', path: text };
  const [, bucket, rest] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(text) ?? [];
  if (bucket === undefined) throw new UsageError(`${text}: a bucket is named as s3://bucket/prefix`);
  if (!BUCKET_NAME.test(bucket))
    throw new UsageError(
      `${text}: ${JSON.stringify(bucket)} is no name of a bucket; name it as s3://bucket/prefix`,
    );
  return { kind: 'bucket', bucket, prefix: parsePrefix(rest ?? '', text) };
}

function parsePrefix(rest: string, text: string): string {
  const folder = rest.replace(/\/$/, '');
  if (folder === '') return '';
  try {
    checkKey(folder);
  } catch (error) {
    if (error instanceof KeyError) throw new UsageError(`${text}: ${error.message}`);
    throw error;
  }
  return `${folder}/`;
}

export function isBucket(text: string): boolean {
  return parseLocation(text).kind === 'bucket';
}

/** As users write it, without a slash at the end. */
export function formatBucket({ bucket, prefix }: BucketPrefix): string {
  return `s3://${bucket}/${prefix}`.replace(/\/$/, '');
}
