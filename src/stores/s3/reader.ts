import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput, HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { retry } from '../retry.js';
import { sha256 } from '../sha256.js';
import type { Hashed, Stored } from '../store.js';
import { BrokenBodyError, collectBody, drainBody } from './body.js';
import { explainS3, isMissing, statusOf } from './errors.js';
import type { S3Action } from './errors.js';
import { signedHash } from './signature.js';

/** The SDK itself repeats requests that get no answer. These are for answers that break off, and for conflicts. */
export const RETRIES = { attempts: 5, firstWaitMs: 50 };
const SILENCE_MS = 30_000;

/** Reads objects of a bucket by their names there. */
export class S3Reader {
  /** @param silence milliseconds without a byte after which the request is repeated */
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly silence = SILENCE_MS,
  ) {}

  /**
   * @param length of the start that is read; absent: the whole object
   * @returns undefined if there is no such object
   */
  read(objectKey: string, length?: number): Promise<Stored | undefined> {
    return this.reading(objectKey, () => this.readOnce(objectKey, length));
  }

  /** Repeats what breaks off. @returns undefined if there is no such object */
  private async reading<T>(objectKey: string, read: () => Promise<T>): Promise<T | undefined> {
    const isWorthwhile = (error: unknown) => error instanceof BrokenBodyError;
    try {
      return await retry(read, { ...RETRIES, isWorthwhile });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw explainS3(error, 'read', this.address(objectKey));
    }
  }

  private async readOnce(objectKey: string, length?: number): Promise<Stored> {
    try {
      const range = length === undefined ? {} : { Range: `bytes=0-${length - 1}` };
      const answer = await this.get(objectKey, range);
      const { Body: body, ContentLength: size } = answer;
      const bytes = await collectBody(body, size, this.address(objectKey), this.silence);
      return { bytes, ...identityOf(objectKey, answer, () => sha256(bytes)) };
    } catch (error) {
      // An empty object has no range that could be asked for.
      if (length !== undefined && statusOf(error) === 416) return { bytes: new Uint8Array(), version: '' };
      throw error;
    }
  }

  /** Reads an object of any size in little memory. @returns undefined if there is no such object */
  hash(objectKey: string): Promise<Hashed | undefined> {
    return this.reading(objectKey, () => this.hashOnce(objectKey));
  }

  private async hashOnce(objectKey: string): Promise<Hashed> {
    const answer = await this.get(objectKey);
    const hash = createHash('sha256');
    const { Body: body, ContentLength: length } = answer;
    const size = await drainBody(body, length, this.silence, (chunk) => hash.update(chunk));
    const content = hash.digest('hex');
    return { size, sha256: content, ...identityOf(objectKey, answer, () => content) };
  }

  private get(objectKey: string, range: { readonly Range?: string } = {}): Promise<GetObjectCommandOutput> {
    return this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: objectKey, ...range }));
  }

  /** @returns undefined if there is no such object */
  async head(objectKey: string, action: S3Action): Promise<HeadObjectCommandOutput | undefined> {
    const target = { Bucket: this.bucket, Key: objectKey };
    try {
      return await this.client.send(new HeadObjectCommand(target));
    } catch (error) {
      if (isMissing(error)) return undefined;
      const isMute = statusOf(error) === 400 || statusOf(error) === 403;
      throw explainS3(
        isMute ? await this.reasonBehind(error, target) : error,
        action,
        this.address(objectKey),
      );
    }
  }

  /**
   * An answer to HEAD has only a status, which is the same for denied, expired and unknown; the answer to GET has the
   * reason.
   */
  private async reasonBehind(error: unknown, target: { Bucket: string; Key: string }): Promise<unknown> {
    try {
      const { Body: body } = await this.client.send(new GetObjectCommand({ ...target, Range: 'bytes=0-0' }));
      await collectBody(body, undefined, target.Key, this.silence);
      return error;
    } catch (reason) {
      return statusOf(reason) === statusOf(error) ? reason : error;
    }
  }

  private address(objectKey: string): string {
    return `s3://${this.bucket}/${objectKey}`;
  }
}

/** The version of an object that was read, and its signature if it is that of the content. */
function identityOf(
  objectKey: string,
  answer: GetObjectCommandOutput,
  hash: () => string,
): Pick<Stored, 'version' | 'signature'> {
  const signature = signedHash(objectKey, answer.Metadata);
  return {
    version: versionOf(answer),
    ...(signature !== undefined && signature === hash() && { signature }),
  };
}

/** Without the quotes: S3 needs none in conditions, and Ceph before 18 takes them for a part of the ETag. */
export function versionOf({ ETag: tag }: { readonly ETag?: string | undefined }): string {
  return tag?.replaceAll('"', '') ?? '';
}
