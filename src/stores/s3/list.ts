import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '../../core/errors.js';
import { formatS3Address } from './address.js';
import { explainS3 } from './errors.js';

interface ListedObject {
  /** The whole name in the bucket. */
  readonly objectKey: string;
  readonly size: number;
  /** The ETag with its quotes; undefined if the server sent none. */
  readonly tag: string | undefined;
}

/**
 * All objects whose names have this beginning, in byte order; one request for each thousand.
 * @throws UsageError if there is no such bucket; StoreError if S3 gives no list
 */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  beginning: string,
): AsyncIterable<ListedObject> {
  const where = formatS3Address({ bucket, prefix: beginning });
  let token: string | undefined;
  do {
    const page = await listPage(client, bucket, beginning, token);
    for (const { Key: name = '', Size: size = 0, ETag: tag } of page.Contents ?? [])
      yield { objectKey: page.EncodingType === 'url' ? decodeName(name, where) : name, size, tag };
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function listPage(client: S3Client, bucket: string, beginning: string, token: string | undefined) {
  try {
    return await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        // Without it, the answer cannot contain names with characters that XML does not allow.
        EncodingType: 'url',
        ...(beginning !== '' && { Prefix: beginning }),
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
  } catch (error) {
    throw explainS3(error, 'list', formatS3Address({ bucket, prefix: beginning }));
  }
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
