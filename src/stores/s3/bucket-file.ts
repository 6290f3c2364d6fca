import { UsageError } from '../../core/errors.js';
import { folderOf, nameOf } from '../../core/keys.js';
import { parseLocation } from '../location.js';
import { openInput } from '../open.js';

/** A text file in a bucket, as it was at one moment. */
export interface BucketText {
  readonly text: string;
  /** As in `Stored`. */
  readonly version: string;
}

/**
 * A file that is named by its own address, as a Recipe in a bucket.
 * @param address `s3://bucket/key`
 * @returns what reads it as it then is; undefined where there is none
 * @throws UsageError where the address names no object
 */
export async function openBucketFile(address: string): Promise<() => Promise<BucketText | undefined>> {
  const place = parseLocation(address);
  if (place.kind === 'folder' || place.prefix === '' || address.endsWith('/'))
    throw new UsageError(`${address}: a file in a bucket is named as s3://bucket/key`);
  const key = place.prefix.slice(0, -1);
  const store = await openInput(`s3://${place.bucket}/${folderOf(key)}`);
  return async () => {
    const stored = await store.read(nameOf(key));
    return stored && { text: new TextDecoder().decode(stored.bytes), version: stored.version };
  };
}
