import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { KeyError } from '../../core/errors.js';
import { contentTypeOf } from './content-type.js';
import { checkKey, folderOf } from '../../core/keys.js';
import { formatS3Address } from './address.js';
import type { BucketPrefix } from '../bucket-prefix.js';
import { codeOf, explainS3, isMissing, statusOf } from './errors.js';
import type { S3Action } from './errors.js';
import { ListedForms, plainBeginning, S3Keys } from './keys.js';
import { boundsBelow, listObjects } from './list.js';
import { PART_BYTES, uploadInParts } from './multipart.js';
import type { UploadTarget, WriteCondition } from './multipart.js';
import { RETRIES, S3Reader, versionOf } from './reader.js';
import { sign, SIGNATURE_NAME, signedHash } from './signature.js';
import { retry } from '../retry.js';
import { sha256 } from '../sha256.js';
import { wholeOf } from '../pieces.js';
import type {
  FollowedLink,
  Hashed,
  KeyRange,
  LargeContent,
  LeftOut,
  LeftOutReason,
  Listed,
  ObjectStat,
  Store,
  Stored,
} from '../store.js';

export interface S3StoreOptions {
  /** Milliseconds without a byte after which the request is repeated. */
  readonly silence?: number;
}

/**
 * A part of a bucket as a Store. The version of an object is its ETag, never interpreted: it names the content in some
 * buckets and the upload in others, and either is enough for writing exactly once.
 *
 * What is written is signed: see `sign`. An object is there whole or not at all.
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
  private readonly left = new Map<string, LeftOutReason>();
  private readonly reader: S3Reader;

  constructor(
    private readonly client: S3Client,
    private readonly root: BucketPrefix,
    { silence }: S3StoreOptions = {},
  ) {
    this.reader = new S3Reader(client, root.bucket, silence);
    if (root.prefix !== '' && !root.prefix.endsWith('/'))
      throw new KeyError(`the prefix ${root.prefix} has to end in a slash`);
    this.location = formatS3Address(root);
    this.keys = new S3Keys(this.location, root.prefix);
  }

  /** Objects that listings left out: names that no key can name (`a//b`, `../a`), and keys that two of them have. */
  get leftOut(): readonly LeftOut[] {
    return [...this.left].map(([name, reason]) => ({ name, reason }));
  }

  readonly followed: readonly FollowedLink[] = [];

  /**
   * Notes the name of an object in the bucket, as an event reports it, so that the object is found by its key.
   * @param raw the part after the prefix, in any Unicode form
   * @returns its key
   * @throws KeyError if no key can name it
   */
  remember(raw: string): string {
    return this.keys.remember(raw);
  }

  /**
   * Lists objects in the order of their names in the bucket. Folder markers (names that end in a slash) are no objects.
   * Names that cannot be keys are skipped, and kept in `leftOut`, and so is a second name of a key in another Unicode form.
   */
  async *list(prefix = '', range: KeyRange = {}): AsyncIterable<Listed> {
    const folder = folderOf(prefix);
    if (folder !== '') checkKey(folder.slice(0, -1));
    const beginning = prefix.normalize('NFC');
    const forms = new ListedForms();
    const { bucket, prefix: beginningOfAll } = this.root;
    for await (const { objectKey, size, tag } of listObjects(
      this.client,
      bucket,
      beginningOfAll + plainBeginning(beginning),
      boundsBelow(beginningOfAll, range),
    )) {
      const key = this.keyOf(objectKey);
      if (key === undefined || !key.startsWith(beginning)) continue;
      if (forms.isSecond(key)) {
        this.left.set(key, 'file in two forms');
        continue;
      }
      const version = versionOf({ ETag: tag });
      yield { key, size, ...(version !== '' && { version }) };
    }
  }

  async read(key: string): Promise<Stored | undefined> {
    return this.inEitherForm(key, (objectKey) => this.reader.read(objectKey));
  }

  async readStart(key: string, length: number): Promise<Uint8Array | undefined> {
    return (await this.inEitherForm(key, (objectKey) => this.reader.read(objectKey, length)))?.bytes;
  }

  async hash(key: string): Promise<Hashed | undefined> {
    return this.inEitherForm(key, (objectKey) => this.reader.hash(objectKey));
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    return this.inEitherForm(key, async (objectKey) => {
      const head = await this.reader.head(objectKey, 'read the metadata of');
      if (!head) return undefined;
      const signature = signedHash(objectKey, head.Metadata);
      const version = versionOf(head);
      return {
        size: head.ContentLength ?? 0,
        ...(version !== '' && { version }),
        ...(signature !== undefined && { signature }),
      };
    });
  }

  /** If the answer is lost and the SDK repeats the request, the result is false although we wrote: compare the content. */
  create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.putWhole(key, bytes, sha256(bytes));
  }

  /** As with `create`, false does not mean that the content differs. */
  replace(key: string, bytes: Uint8Array, version: string): Promise<boolean> {
    return this.putWhole(key, bytes, sha256(bytes), version);
  }

  /**
   * As with `create`, false does not mean that the content differs. Of an object in parts, the version is compared as in
   * `remove`: twice, because Ceph does not compare it.
   */
  async writeLarge(key: string, content: LargeContent, version?: string): Promise<boolean> {
    if (content.size <= PART_BYTES)
      return this.putWhole(key, await wholeOf(content.pieces()), content.sha256, version);
    return this.write(key, content.sha256, version, async (target) => {
      const upload = { target, content, condition: conditionOf(version) };
      return uploadInParts(this.client, upload, async () => {
        const head = await this.reader.head(target.Key, 'write');
        return (head && versionOf(head)) === version;
      });
    });
  }

  /**
   * The version is compared twice: by this program, and by S3 when it removes. Some servers, such as Ceph, do not
   * compare it; there, a new version that another task writes at this moment can be removed. What is not there is not
   * removed: a bucket with versions would note that it is gone, each time.
   */
  async remove(key: string, version?: string): Promise<boolean> {
    const objectKey = this.keys.objectKey(key);
    const head = await this.reader.head(objectKey, 'remove');
    if (!head) return true;
    const found = versionOf(head);
    if (version !== undefined && found !== version) return false;
    try {
      const target = { Bucket: this.root.bucket, Key: objectKey, IfMatch: found };
      await retry(() => this.client.send(new DeleteObjectCommand(target)), {
        ...RETRIES,
        isWorthwhile: isConflictOfWrites,
      });
      return true;
    } catch (error) {
      if (statusOf(error) === 412) return false;
      if (isMissing(error)) return true;
      throw this.explain(error, 'remove', objectKey);
    }
  }

  /**
   * Parts of uploads that a crash ended cannot be told from those of other processes. A lifecycle rule of the bucket
   * removes them.
   */
  async tidy(): Promise<void> {
    // see above
  }

  private keyOf(objectKey: string): string | undefined {
    const raw = objectKey.slice(this.root.prefix.length);
    if (raw === '' || raw.endsWith('/')) return undefined;
    try {
      return this.keys.remember(raw);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      this.left.set(objectKey, 'no key');
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

  private putWhole(key: string, bytes: Uint8Array, hash: string, version?: string): Promise<boolean> {
    const request = { Body: bytes, ContentLength: bytes.length, ...conditionOf(version) };
    return this.write(key, hash, version, async (target) => {
      await this.client.send(new PutObjectCommand({ ...target, ...request }));
      return true;
    });
  }

  /** @param hash of the content, for its signature */
  private async write(
    key: string,
    hash: string,
    version: string | undefined,
    send: (target: UploadTarget) => Promise<boolean>,
  ): Promise<boolean> {
    const objectKey = this.keys.objectKey(key);
    const target = {
      Bucket: this.root.bucket,
      Key: objectKey,
      ContentType: contentTypeOf(objectKey),
      Metadata: { [SIGNATURE_NAME]: sign(objectKey, hash) },
    };
    try {
      return await retry(() => send(target), { ...RETRIES, isWorthwhile: isConflictOfWrites });
    } catch (error) {
      if (statusOf(error) === 412) return false;
      if (isMissing(error) && version !== undefined) return false;
      throw this.explain(error, 'write', objectKey);
    }
  }

  private explain(error: unknown, action: S3Action, objectKey: string): unknown {
    return explainS3(error, action, this.address(objectKey));
  }

  private address(objectKey: string): string {
    return `s3://${this.root.bucket}/${objectKey}`;
  }
}

function conditionOf(version: string | undefined): WriteCondition {
  return version === undefined ? { IfNoneMatch: '*' } : { IfMatch: version };
}

/** Another write of the same object is under way. `OperationAborted` means a change of the whole bucket instead. */
function isConflictOfWrites(error: unknown): boolean {
  return statusOf(error) === 409 && codeOf(error) !== 'OperationAborted';
}
