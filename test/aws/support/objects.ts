import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { sha256 } from '../../../src/stores/sha256.js';

/** Key → content, or the hash of content that is no text. */
export type Contents = Readonly<Record<string, string>>;

const AT_ONCE = 8;

/** A bucket of a deployed stack, with all versions. */
export function objectsOf(s3: S3Client, Bucket: string) {
  const versions = async (prefix: string) => {
    const found: ObjectVersion[] = [];
    const markers: string[] = [];
    let page: ListObjectVersionsCommandOutput | undefined;
    do {
      const after = { KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker };
      page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: prefix, ...after }));
      found.push(...(page.Versions ?? []));
      markers.push(...(page.DeleteMarkers ?? []).map(({ Key }) => Key!));
    } while (page.IsTruncated);
    return { versions: found, markers };
  };
  const read = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return show(await Body!.transformToByteArray());
  };
  return {
    versions,
    contents: async (prefix: string): Promise<Contents> => {
      const present = (await versions(prefix)).versions.filter(({ IsLatest }) => IsLatest);
      const contents = await atOnce(present, async ({ Key }) => [
        Key!.slice(prefix.length),
        await read(Key!),
      ]);
      return Object.fromEntries(contents) as Contents;
    },
    put: async (Key: string, Body: string | Uint8Array) => {
      // Told, as the SDK takes an empty text for a stream.
      const ContentLength = Buffer.byteLength(Body);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength }));
    },
    remove: async (Key: string, VersionId?: string) => {
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    },
  };
}

export async function atOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const lane = async () => {
    for (const [i, item] of left) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

export function show(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  return text.includes('\uFFFD') ? sha256(bytes) : text;
}
