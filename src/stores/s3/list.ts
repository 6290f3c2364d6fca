import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '../../core/errors.js';
import type { KeyRange } from '../store.js';
import { formatS3Address } from './address.js';
import { explainS3 } from './errors.js';

interface ListedObject {
  /** The whole name in the bucket. */
  readonly objectKey: string;
  readonly size: number;
  /** The ETag with its quotes; undefined if the server sent none. */
  readonly tag: string | undefined;
}

/** The range of names in the bucket of a range of keys below a prefix. */
export function boundsBelow(prefix: string, { from, until }: KeyRange): KeyRange {
  return {
    ...(from !== undefined && { from: prefix + from }),
    ...(until !== undefined && { until: prefix + until }),
  };
}

/**
 * All objects whose names have this beginning and lie in the range, in byte order; one request for each thousand.
 * @throws UsageError if there is no such bucket; StoreError if S3 gives no list
 */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  beginning: string,
  { from, until }: KeyRange = {},
): AsyncIterable<ListedObject> {
  const where = formatS3Address({ bucket, prefix: beginning });
  let token: string | undefined;
  do {
    const page = await listPage(client, bucket, { beginning, from, token });
    for (const { Key: name = '', Size: size = 0, ETag: tag } of page.Contents ?? []) {
      const objectKey = page.EncodingType === 'url' ? decodeName(name, where) : name;
      if (from !== undefined && compareBytes(objectKey, from) < 0) continue;
      if (until !== undefined && compareBytes(objectKey, until) >= 0) return;
      yield { objectKey, size, tag };
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

interface Page {
  readonly beginning: string;
  readonly from: string | undefined;
  readonly token: string | undefined;
}

async function listPage(client: S3Client, bucket: string, { beginning, from, token }: Page) {
  try {
    return await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        // Without it, the answer cannot contain names with characters that XML does not allow.
        EncodingType: 'url',
        ...(beginning !== '' && { Prefix: beginning }),
        ...(from !== undefined && token === undefined && { StartAfter: justBefore(from) }),
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
  } catch (error) {
    throw explainS3(error, 'list', formatS3Address({ bucket, prefix: beginning }));
  }
}

/** S3 begins behind a name, which is to be among those that are listed: so with one that is less, and hardly less. */
function justBefore(name: string): string {
  const start = name.slice(0, -1);
  const last = name.charCodeAt(start.length);
  // Of other characters, the one before may be none, or no end of a name.
  return last > 0x21 && last < 0x7f ? `${start}${String.fromCharCode(last - 1)}~~~` : start;
}

/** The order of names as UTF-8. It differs from that of code units where a surrogate is compared with what is no surrogate. */
function compareBytes(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === a.length || at === b.length) return a.length - b.length;
  return inByteOrder(a.charCodeAt(at)) - inByteOrder(b.charCodeAt(at));
}

function inByteOrder(unit: number): number {
  const isSurrogate = unit >= 0xd800 && unit < 0xe000;
  return isSurrogate ? unit + 0x10000 : unit;
}

function decodeName(name: string, where: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch (error) {
    throw new StoreError(
      `${where}: the server lists ${name}, which does not have the encoding that it declares`,
      false,
      {
        cause: error,
      },
    );
  }
}
