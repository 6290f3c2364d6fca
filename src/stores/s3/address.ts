import { formatBucketPrefix, parseBucketPrefix } from '../bucket-prefix.js';
import type { BucketPrefix } from '../bucket-prefix.js';

export const S3_SCHEME = 's3';

/** @throws UsageError if the address is not one of S3 */
export function parseS3Address(address: string): BucketPrefix {
  return parseBucketPrefix(address, S3_SCHEME);
}

/** As users write it, without a slash at the end. */
export function formatS3Address(prefix: BucketPrefix): string {
  return formatBucketPrefix(prefix, S3_SCHEME);
}
