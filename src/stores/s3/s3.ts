import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { setTimeout as wait } from 'node:timers/promises';
import { KeyError } from '../../core/errors.js';
import { contentTypeOf } from './content-type.js';
import { checkKey, folderOf } from '../../core/keys.js';
import { formatBucket } from '../location.js';
import type { BucketPrefix } from '../location.js';
import { BrokenBodyError, collectBody } from './body.js';
import { codeOf, explainS3, isMissing, statusOf } from './errors.js';
import type { S3Action } from './errors.js';
import { plainBeginning, S3Keys, TwiceListed } from './keys.js';
import { listObjects } from './list.js';
import { sign, SIGNATURE_NAME, signedHash } from './signature.js';
import { sha256 } from '../sha256.js';
import type { Listed, ObjectStat, Store, Stored } from '../store.js';

export interface S3StoreOptions {
  /** So many milliseconds without a byte, and an answer is asked for again. */
  readonly silence?: number;
}

/** Beyond those of the SDK, which repeats requests without an answer: of answers that break off, and of conflicts. */
const ATTEMPTS = 5;
const FIRST_WAIT_MS = 50;
const SILENCE_MS = 30_000;

/**
 * A part of a bucket as a Store. The version of an object is its ETag, never interpreted: it names the content in some
 * buckets and the upload in others, and either is enough for writing exactly once.
 *
 * What is written is signed: see `sign`. Objects are written whole, by one request, so that there is nothing to tidy.
 */
export class S3Store implements Store {
  readonly location: string;
  readonly signs = true;
  /**
   * A small image waits for some twenty answers of 25 to 50 ms each, and is computed in a few ms. With such answers,
   * 400 images took one thread 46 s with 8 tasks and 32 s with 16; they took two threads 81 s with 2 tasks, 37 s with 8,
   * and no less with more.
   */
  readonly tasksPerThread = 16;
  private readonly keys: S3Keys;
  private readonly left = new Set<string>();

  constructor(
    private readonly client: S3Client,
    private readonly place: BucketPrefix,
    private readonly options: S3StoreOptions = {},
  ) {
    if (place.prefix !== '' && !place.prefix.endsWith('/'))
      throw new KeyError(`the prefix ${place.prefix} has to end in a slash`);
    this.location = formatBucket(place);
    this.keys = new S3Keys(this.location, place.prefix);
  }

  /** Objects that listings passed over, as no key can name them (`a//b`, `../a`): a name in the bucket each. */
  get leftOut(): readonly string[] {
    return [...this.left];
  }

  /**
   * Notes the name that an object has in the bucket, as an event tells it, so that it is found by its key.
   * @param raw what follows the prefix, in whatever Unicode form
   * @returns its key
   * @throws KeyError where no key can name it
   */
  remember(raw: string): string {
    return this.keys.remember(raw);
  }

  /**
   * In the order of the names in the bucket. Folder markers (names that end in a slash) are no objects; names that can
   * be no keys are passed over, and kept in `leftOut`.
   * @throws ConflictError where two names differ in their Unicode form only
   */
  async *list(prefix = ''): AsyncIterable<Listed> {
    const folder = folderOf(prefix);
    if (folder !== '') checkKey(folder.slice(0, -1));
    const beginning = prefix.normalize('NFC');
    const twice = new TwiceListed(this.location);
    const { bucket, prefix: root } = this.place;
    for await (const { objectKey, size, tag } of listObjects(
      this.client,
      bucket,
      root + plainBeginning(beginning),
    )) {
      const key = this.keyOf(objectKey);
      if (key === undefined || !key.startsWith(beginning)) continue;
      twice.check(key);
      const version = versionOf({ ETag: tag });
      yield { key, size, ...(version !== '' && { version }) };
    }
  }

  async read(key: string): Promise<Stored | undefined> {
    return this.inEitherForm(key, (objectKey) => this.readObject(objectKey));
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    return this.inEitherForm(key, async (objectKey) => {
      const head = await this.head(objectKey, 'read the metadata of');
      if (!head) return undefined;
      const signature = signedHash(objectKey, head.Metadata);
      return { size: head.ContentLength ?? 0, ...(signature !== undefined && { signature }) };
    });
  }

  /** Where the answer is lost and the SDK asks again, it is false although the object is ours: compare the content. */
  create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.write(key, bytes, { IfNoneMatch: '*' });
  }

  /** As with `create`, false does not say that the content is not there. */
  replace(key: string, bytes: Uint8Array, version: string): Promise<boolean> {
    return this.write(key, bytes, { IfMatch: version });
  }

  /**
   * The version is compared twice: by us, and by S3 as it removes. Servers that do not do the second, as Ceph, leave
   * a moment in which another's new version is removed.
   */
  async remove(key: string, version: string): Promise<boolean> {
    const objectKey = this.keys.objectKey(key);
    const head = await this.head(objectKey, 'remove');
    if (!head) return true;
    if (versionOf(head) !== version) return false;
    try {
      await this.client.send(
        new DeleteObjectCommand({ Bucket: this.place.bucket, Key: objectKey, IfMatch: version }),
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 412) return false;
      if (isMissing(error)) return true;
      throw this.explain(error, 'remove', objectKey);
    }
  }

  /** Nothing is ever left half done: no object is written in parts. */
  async tidy(): Promise<void> {
    // see above
  }

  private keyOf(objectKey: string): string | undefined {
    const raw = objectKey.slice(this.place.prefix.length);
    if (raw === '' || raw.endsWith('/')) return undefined;
    try {
      return this.keys.remember(raw);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      this.left.add(objectKey);
      return undefined;
    }
  }

  private async inEitherForm<T>(
    key: string,
    find: (objectKey: string) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const found = await find(this.keys.objectKey(key));
    const other = found === undefined ? this.keys.otherForm(key) : undefined;
    if (!other) return found;
    const inOther = await find(other.objectKey);
    if (inOther !== undefined) this.keys.remember(other.raw);
    return inOther;
  }

  private async readObject(objectKey: string, attempt = 1): Promise<Stored | undefined> {
    try {
      const answer = await this.client.send(
        new GetObjectCommand({ Bucket: this.place.bucket, Key: objectKey }),
      );
      const { silence = SILENCE_MS } = this.options;
      const bytes = await collectBody(answer.Body, answer.ContentLength, this.address(objectKey), silence);
      const signature = signedHash(objectKey, answer.Metadata);
      return {
        bytes,
        version: versionOf(answer),
        ...(signature !== undefined && signature === sha256(bytes) && { signature }),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (!(error instanceof BrokenBodyError) || attempt === ATTEMPTS)
        throw this.explain(error, 'read', objectKey);
      await waitBefore(attempt);
      return this.readObject(objectKey, attempt + 1);
    }
  }

  private async head(objectKey: string, action: S3Action): Promise<HeadObjectCommandOutput | undefined> {
    const target = { Bucket: this.place.bucket, Key: objectKey };
    try {
      return await this.client.send(new HeadObjectCommand(target));
    } catch (error) {
      if (isMissing(error)) return undefined;
      const isMute = statusOf(error) === 400 || statusOf(error) === 403;
      throw this.explain(isMute ? await this.reasonBehind(error, target) : error, action, objectKey);
    }
  }

  /** Answers to HEAD say no more than a number, which does for denied, expired and unknown alike; GET tells. */
  private async reasonBehind(error: unknown, target: { Bucket: string; Key: string }): Promise<unknown> {
    try {
      const { Body: body } = await this.client.send(new GetObjectCommand({ ...target, Range: 'bytes=0-0' }));
      await collectBody(body, undefined, target.Key, SILENCE_MS);
      return error;
    } catch (reason) {
      return statusOf(reason) === statusOf(error) ? reason : error;
    }
  }

  private async write(
    key: string,
    bytes: Uint8Array,
    condition: { readonly IfNoneMatch: '*' } | { readonly IfMatch: string },
    attempt = 1,
  ): Promise<boolean> {
    const objectKey = this.keys.objectKey(key);
    try {
      await this.client.send(
        new PutObjectCommand({
          Bucket: this.place.bucket,
          Key: objectKey,
          Body: bytes,
          ContentLength: bytes.length,
          ContentType: contentTypeOf(objectKey),
          Metadata: { [SIGNATURE_NAME]: sign(objectKey, sha256(bytes)) },
          ...condition,
        }),
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 412) return false;
      if (isMissing(error) && 'IfMatch' in condition) return false;
      if (statusOf(error) !== 409 || codeOf(error) === 'OperationAborted' || attempt === ATTEMPTS)
        throw this.explain(error, 'write', objectKey);
      await waitBefore(attempt);
      return this.write(key, bytes, condition, attempt + 1);
    }
  }

  private explain(error: unknown, action: S3Action, objectKey: string): unknown {
    return explainS3(error, action, this.address(objectKey));
  }

  private address(objectKey: string): string {
    return `s3://${this.place.bucket}/${objectKey}`;
  }
}

/** Without the quotes, which S3 does not mind in conditions, and Ceph before 18 takes for a part of the ETag. */
function versionOf({ ETag: tag }: { readonly ETag?: string | undefined }): string {
  return tag?.replaceAll('"', '') ?? '';
}

/** Twice as long each time, and never the same for two who wait for each other. */
async function waitBefore(attempt: number): Promise<void> {
  await wait(FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random()));
}
