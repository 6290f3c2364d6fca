import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { KeyError } from '../../src/core/errors.js';
import type { StoreError } from '../../src/core/errors.js';
import { put } from '../../src/stores/store.js';
import type { Stored } from '../../src/stores/store.js';
import { S3Store } from '../../src/stores/s3/s3.js';
import { describeStoreContract, keysOf } from '../../src/stores/testing/contract.js';
import { clientOf, describeServers, makeBucket } from './support/endpoints.js';
import { startProxy } from './support/proxy.js';
import type { Mishap, Passing, Proxy } from './support/proxy.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const bytes = (content: string) => new TextEncoder().encode(content);
const newPrefix = () => `${randomUUID()}/`;

describeServers('S3Store', (server) => {
  let client: S3Client;
  let bucket: string;
  /** It names its requests so. */
  let isCeph = false;

  beforeAll(async () => {
    client = await clientOf(server);
    bucket = await makeBucket(client);
    const { $metadata } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    isCeph = /^tx[0-9a-f]+-/.test($metadata.requestId ?? '');
  });

  const open = (prefix = newPrefix()) => new S3Store(client, { bucket, prefix });
  const upload = (Key: string, content = 'x') =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: bytes(content) }));

  describeStoreContract('S3Store', () => Promise.resolve(open()));

  it('says where it is', () => {
    expect(open('a/b/').location).toBe(`s3://${bucket}/a/b`);
    expect(open('').location).toBe(`s3://${bucket}`);
    expect(() => open('a')).toThrow(KeyError);
  });

  it('lists beyond a page', async () => {
    const prefix = newPrefix();
    const names = Array.from({ length: 1003 }, (_, i) => `${String(i).padStart(5, '0')} +%é.jpg`);
    for (let i = 0; i < names.length; i += 32)
      await Promise.all(names.slice(i, i + 32).map((name) => upload(prefix + name)));
    expect(await keysOf(open(prefix))).toEqual(names);
    expect(await keysOf(open(prefix), '0100')).toEqual(names.slice(1000));
  });

  it('lists a whole bucket', async () => {
    const whole = new S3Store(client, { bucket: await makeBucket(client), prefix: '' });
    await whole.create('a/b', bytes('x'));
    await whole.create('c', bytes('xy'));
    const listed = [];
    for await (const one of whole.list()) listed.push(one);
    expect(listed).toMatchObject([
      { key: 'a/b', size: 1 },
      { key: 'c', size: 2 },
    ]);
  });

  it.each([
    'a b',
    'a+b',
    'a%20b',
    'a%2Bb',
    'a&b=c?d#e',
    "~*()'!@$;:,",
    'Ελληνικά/写真/é😀.jpg',
    'a\u0001b',
    '<&"',
  ])('holds the key %j', async (key) => {
    const store = open();
    expect(await store.create(key, bytes(key))).toBe(true);
    expect((await store.read(key))?.bytes).toEqual(bytes(key));
    expect((await store.stat(key))?.size).toBe(bytes(key).length);
    expect(await keysOf(store)).toEqual([key]);
    const { version } = (await store.read(key))!;
    expect(await store.replace(key, bytes('other'), version)).toBe(true);
    expect(await store.remove(key, (await store.read(key))!.version)).toBe(true);
    expect(await keysOf(store)).toEqual([]);
  });

  it('holds keys of 1,024 bytes, and refuses longer ones by name', async () => {
    const prefix = newPrefix();
    const folders = `${'é'.repeat(99)}x/`.repeat(4);
    const key = `${folders}${'y'.repeat(1024 - bytes(prefix + folders).length)}`;
    expect(bytes(prefix + key)).toHaveLength(1024);
    const store = open(prefix);
    await store.create(key, bytes('x'));
    expect(await keysOf(store)).toEqual([key]);
    expect((await store.read(key))?.bytes).toEqual(bytes('x'));
    await expect(store.create(`${key}y`, bytes('x'))).rejects.toThrow(
      /longer than the 1024 bytes that S3 allows/,
    );
  });

  it('finds objects that are named in another Unicode form, listed before or not', async () => {
    const prefix = newPrefix();
    await upload(`${prefix}Cafe\u0301/a\u030a.jpg`, 'in NFD');
    await upload(`${prefix}Cafe\u0301/\u00e5 e\u0301.jpg`, 'in both');
    const store = open(prefix);
    const keys = ['Caf\u00e9/\u00e5.jpg', 'Caf\u00e9/\u00e5 \u00e9.jpg'];
    expect((await store.read(keys[0]!))?.bytes).toEqual(bytes('in NFD'));
    expect(await store.stat(keys[1]!)).toBeUndefined();
    expect((await keysOf(store, 'Caf\u00e9/')).sort()).toEqual([...keys].sort());
    expect((await store.read(keys[1]!))?.bytes).toEqual(bytes('in both'));
    expect(await store.create(keys[1]!, bytes('y'))).toBe(false);
    const { version } = (await store.read(keys[1]!))!;
    expect(await store.remove(keys[1]!, version)).toBe(true);
    expect(await keysOf(store)).toEqual([keys[0]]);
  });

  it('finds what an event tells the name of', async () => {
    const prefix = newPrefix();
    await upload(`${prefix}\u00e5 e\u0301.jpg`);
    const store = open(prefix);
    expect(store.remember('\u00e5 e\u0301.jpg')).toBe('\u00e5 \u00e9.jpg');
    expect((await store.stat('\u00e5 \u00e9.jpg'))?.size).toBe(1);
  });

  it('says so where two names differ in their Unicode form only', async () => {
    const prefix = newPrefix();
    for (const name of ['Cafe\u0301', 'Caf\u00e9']) await upload(`${prefix}${name}`);
    const store = open(prefix);
    expect(await keysOf(store)).toEqual(['Caf\u00e9']);
    expect(store.leftOut).toEqual([{ name: 'Caf\u00e9', reason: 'file in two forms' }]);
  });

  it('passes over folder markers, and over names that no key can have, which it keeps', async () => {
    const prefix = newPrefix();
    for (const name of ['', 'a/', 'b//c', 'b/../c', './d', 'e']) await upload(prefix + name);
    const store = open(prefix);
    expect(await keysOf(store)).toEqual(['e']);
    expect(store.leftOut.map(({ name }) => name).sort()).toEqual([
      `${prefix}./d`,
      `${prefix}b/../c`,
      `${prefix}b//c`,
    ]);
  });

  it('works the same in a versioned bucket', async ({ skip }) => {
    const versioned = await makeBucket(client);
    await client.send(
      new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    const store = new S3Store(client, { bucket: versioned, prefix: 'p/' });
    expect(await store.create('a', bytes('one'))).toBe(true);
    const createdTwice = await store.create('a', bytes('two'));
    skip(createdTwice && isCeph, 'Ceph does not heed conditions in versioned buckets');
    expect(createdTwice).toBe(false);
    const { version } = (await store.read('a'))!;
    expect(await store.replace('a', bytes('two'), version)).toBe(true);
    expect(await store.remove('a', version)).toBe(false);
    expect(await store.remove('a', (await store.read('a'))!.version)).toBe(true);
    expect(await store.read('a')).toBeUndefined();
    expect(await store.stat('a')).toBeUndefined();
    expect(await keysOf(store)).toEqual([]);
    expect(await store.create('a', bytes('three'))).toBe(true);
    expect(await store.remove('never there')).toBe(true);
    const { Versions: kept = [], DeleteMarkers: removals = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: versioned }),
    );
    expect(kept).toHaveLength(3);
    expect(removals.map(({ Key }) => Key)).toEqual(['p/a']);
  });

  it('goes on where an old version was removed behind its back', async () => {
    const store = open();
    await store.create('a', bytes('x'));
    const { version } = (await store.read('a'))!;
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${store.location.split('/')[3]!}/a` }));
    expect(await store.replace('a', bytes('y'), version)).toBe(false);
    expect(await store.remove('a', version)).toBe(true);
    await put(store, 'a', bytes('z'));
    expect((await store.read('a'))?.bytes).toEqual(bytes('z'));
  });

  it('signs what it writes, and takes neither uploads nor copies for its own', async () => {
    const prefix = newPrefix();
    const store = open(prefix);
    await store.create('é.jpg', bytes('x'));
    const { signature } = (await store.stat('é.jpg'))!;
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    const copy = (Key: string, more = {}) =>
      client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: prefix + Key,
          CopySource: `${bucket}/${encodeURIComponent(`${prefix}é.jpg`)}`,
          ...more,
        }),
      );
    await copy('copy.jpg');
    const { Metadata: metadata } = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: `${prefix}copy.jpg` }),
    );
    expect(metadata).toHaveProperty('augment-on-demand');
    await upload(`${prefix}upload.jpg`);
    for (const key of ['copy.jpg', 'upload.jpg']) {
      expect(await store.stat(key)).toEqual({ size: 1, version: expect.any(String) as string });
      expect(await store.read(key)).not.toHaveProperty('signature');
    }
  });

  it('takes no signature beside other bytes', async () => {
    const prefix = newPrefix();
    const store = open(prefix);
    await store.create('a', bytes('x'));
    const { Metadata } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: `${prefix}a` }));
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: `${prefix}a`, Body: bytes('y'), Metadata }),
    );
    expect(await store.read('a')).not.toHaveProperty('signature');
  });

  it('says what kind of content it is', async () => {
    const prefix = newPrefix();
    await open(prefix).create('a.JPG', bytes('x'));
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: `${prefix}a.JPG` }));
    expect(head.ContentType).toBe('image/jpeg');
  });

  it('names a bucket that is not there', async () => {
    const store = new S3Store(client, { bucket: `none-${bucket}`.slice(0, 60), prefix: 'p/' });
    for (const ask of [() => keysOf(store), () => store.read('a'), () => store.create('a', bytes('x'))]) {
      const error = await rejection(ask());
      expect(error.message).toMatch(/s3:\/\/none-.*there is no such bucket/);
      expect(error.retryable).toBe(false);
    }
  });

  describe('over a network that fails', () => {
    let proxy: Proxy | undefined;
    const content = randomUUID().repeat(20_000);
    const isContent = (stored: Stored | undefined) => Buffer.from(stored!.bytes).equals(bytes(content));

    afterEach(async () => {
      await proxy?.close();
    });

    /** A Store behind a proxy to whose first requests things happen, in turn. */
    async function behind(
      mishaps: readonly (Mishap | undefined)[],
      concerned: (passing: Passing) => boolean = () => true,
      attempts = 8,
    ): Promise<{ store: S3Store; direct: S3Store; passed: string[] }> {
      const left = [...mishaps];
      proxy = await startProxy(server.endpoint, (passing) => (concerned(passing) ? left.shift() : undefined));
      const place = { bucket, prefix: newPrefix() };
      const through = await clientOf(server, { endpoint: proxy.endpoint, attempts });
      return {
        store: new S3Store(through, place, { silence: 500 }),
        direct: new S3Store(client, place),
        passed: proxy.passed,
      };
    }

    const failing: Mishap = { kind: 'answer', status: 503, code: 'SlowDown' };

    it.each(['truncate', 'reset', 'stall'] as const)(
      'reads again what came only in part: %s',
      async (kind) => {
        const { store, direct, passed } = await behind([{ kind }, { kind }]);
        await direct.create('a', bytes(content));
        expect(isContent(await store.read('a'))).toBe(true);
        expect(passed).toHaveLength(3);
      },
    );

    it('gives up in words where nothing comes whole', async () => {
      const { store, direct } = await behind(Array.from({ length: 99 }, () => ({ kind: 'reset' })));
      await direct.create('a', bytes(content));
      const error = await rejection(store.read('a'));
      expect(error.message).toMatch(/cannot read s3:\/\/.*\/a: its content arrived incomplete/);
      expect(error.retryable).toBe(true);
    });

    it('waits where it is told to slow down', async () => {
      const { store } = await behind([failing, undefined, failing, undefined, failing, failing]);
      expect(await store.create('a', bytes('x'))).toBe(true);
      expect(await keysOf(store)).toEqual(['a']);
      expect((await store.read('a'))?.bytes).toEqual(bytes('x'));
    });

    it('says that it is to be tried later where that never ends', async () => {
      const { store } = await behind(
        Array.from({ length: 99 }, () => failing),
        undefined,
        2,
      );
      const error = await rejection(store.read('a'));
      expect(error).toMatchObject({ retryable: true, message: expect.stringMatching(/slow down/) as string });
    });

    it('tries again where a writer conflicts with another', async () => {
      const conflict: Mishap = { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' };
      const { store } = await behind([conflict, conflict]);
      expect(await store.create('a', bytes('x'))).toBe(true);
    });

    it('loses nothing where the answer to a write is lost', async () => {
      const { store, direct } = await behind([{ kind: 'lose' }], ({ method }) => method === 'PUT');
      expect(await store.create('a', bytes('x'))).toBe(false);
      expect((await direct.read('a'))?.bytes).toEqual(bytes('x'));
      await put(store, 'a', bytes('x'));
    });

    it('loses nothing where the answer to a replacement or removal is lost', async () => {
      const { store, direct } = await behind([{ kind: 'lose' }, { kind: 'lose' }], ({ method }) =>
        ['PUT', 'DELETE'].includes(method),
      );
      await direct.create('a', bytes('x'));
      expect(await store.replace('a', bytes('y'), (await direct.read('a'))!.version)).toBe(false);
      const { version, bytes: present } = (await direct.read('a'))!;
      expect(present).toEqual(bytes('y'));
      expect(await store.remove('a', version)).toBe(true);
      expect(await direct.read('a')).toBeUndefined();
    });

    it.each([
      ['AccessDenied', 403, /access denied; allow s3:GetObject on it, and s3:ListBucket/],
      ['ExpiredToken', 400, /credentials have expired/],
      ['InvalidAccessKeyId', 403, /does not know the credentials/],
      ['SignatureDoesNotMatch', 403, /check AWS_SECRET_ACCESS_KEY/],
    ])('says what to do about %s, even where a HEAD tells no reason', async (code, status, reason) => {
      const { store } = await behind(
        Array.from({ length: 9 }, () => ({
          kind: 'answer',
          status,
          code,
          message: 'key AKIAEXAMPLE is bad',
        })),
      );
      for (const ask of [() => store.read('a'), () => store.stat('a')]) {
        const error = await rejection(ask());
        expect(error.message).toMatch(reason);
        expect(error.message).toMatch(/^cannot (read|read the metadata of) s3:\/\/augment-test-.*\/a: /);
        expect(error.message).not.toMatch(/AKIA/);
        expect(error.retryable).toBe(false);
      }
    });

    it('says which right is missing', async () => {
      const denied: Mishap = { kind: 'answer', status: 403, code: 'AccessDenied' };
      const { store } = await behind(Array.from({ length: 9 }, () => denied));
      await expect(keysOf(store)).rejects.toThrow(/cannot list s3:.*allow s3:ListBucket on the bucket/);
      await expect(store.create('a', bytes('x'))).rejects.toThrow(/allow s3:PutObject/);
    });

    it('holds no connection that an answer left half read', async () => {
      const { store, direct } = await behind(Array.from({ length: 300 }, () => ({ kind: 'stall' as const })));
      await direct.create('a', bytes(content));
      await Promise.allSettled(Array.from({ length: 60 }, () => store.read('a')));
      expect(isContent(await store.read('a'))).toBe(true);
    });
  });
});

async function rejection(asked: Promise<unknown>): Promise<StoreError> {
  const nothing = new Error('it was not refused');
  return asked.then(
    () => Promise.reject(nothing),
    (error: unknown) => error as StoreError,
  );
}
