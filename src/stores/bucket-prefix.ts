import { KeyError, UsageError } from '../core/errors.js';
import { checkKey } from '../core/keys.js';

export interface BucketPrefix {
  readonly bucket: string;
  /** The beginning of all names of objects: empty, or ending in a slash. */
  readonly prefix: string;
}

/** Also allows the names of S3's oldest buckets and of other servers. */
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/**
 * The parts of `scheme://bucket/prefix`. The text after the bucket is used as it is: it has no escapes or wildcards.
 * @throws UsageError for any other text
 */
export function parseBucketPrefix(address: string, scheme: string): BucketPrefix {
  const expected = `${scheme}://bucket/prefix`;
  const start = `${scheme}://`;
  if (!address.toLowerCase().startsWith(start))
    throw new UsageError(`${address}: a bucket is named as ${expected}`);
  const [, bucket = '', rest = ''] = /^([^/]*)\/?(.*)$/s.exec(address.slice(start.length)) ?? [];
  if (!BUCKET_NAME.test(bucket)) {
    const name = JSON.stringify(bucket);
    throw new UsageError(
      `${address}: ${name} cannot be the name of a bucket; a bucket is named as ${expected}`,
    );
  }
  return { bucket, prefix: parsePrefix(rest, address) };
}

function parsePrefix(rest: string, address: string): string {
  const folder = rest.replace(/\/$/, '');
  if (folder === '') return '';
  try {
    checkKey(folder);
  } catch (error) {
    if (error instanceof KeyError) throw new UsageError(`${address}: ${error.message}`);
    throw error;
  }
  return `${folder}/`;
}

/** As users write it, without a slash at the end. */
export function formatBucketPrefix({ bucket, prefix }: BucketPrefix, scheme: string): string {
  return `${scheme}://${bucket}/${prefix}`.replace(/\/$/, '');
}
