import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCeph } from './ceph.mjs';
import { s3Client } from './clients.mjs';
import { startMinistack } from './ministack.mjs';
import { startProxy } from './proxy.mjs';
import { installPython } from './python.mjs';
import { bucketOf, isGone, outcomes, userWho } from './support.js';

type Bucket = ReturnType<typeof bucketOf>;

/** What every S3 must do for writes on condition: one of many that ask at once wins. */
async function expectConditionalWrites(bucket: Bucket, asCondition = (etag: string) => etag) {
  const create = (body: string) => bucket.put('conditional', body, { IfNoneMatch: '*' });
  const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const lost = { succeeded: 1, errors: ['PreconditionFailed'] };
  expect(await outcomes(letters.map(create))).toEqual(lost);
  const etag = asCondition(await bucket.etag('conditional'));
  const replace = (letter: string) => bucket.put('conditional', `new ${letter}`, { IfMatch: etag });
  expect(await outcomes(letters.map(replace))).toEqual(lost);
  expect(await bucket.get('conditional')).toMatch(/^new [a-h]$/);
}

describe('ministack without IAM', () => {
  it('is an S3 over plain http, and leaves nothing behind', async () => {
    const server = await startMinistack({ AUTH: false });
    const bucket = bucketOf(s3Client(server.env), 'images');
    await bucket.make();
    await bucket.put('a/ü b+c.txt', 'hello');
    expect(await bucket.get('a/ü b+c.txt')).toBe('hello');
    await expectConditionalWrites(bucket);
    await server.stop();
    expect(isGone(server.pid)).toBe(true);
  });
});

describe('ministack with IAM', () => {
  let server: Awaited<ReturnType<typeof startMinistack>>;
  let bucket: Bucket;
  beforeAll(async () => {
    server = await startMinistack();
    bucket = bucketOf(s3Client(server.env), 'images');
    await bucket.make();
  });
  afterAll(() => server.stop());

  it('lets a user do what a policy allows, and denies the rest', async () => {
    const statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::images/in/*' };
    const theirs = bucketOf(s3Client(await userWho(server.env, 'uploader', statement)), 'images');
    await theirs.put('in/a', 'a');
    await expect(theirs.put('out/a', 'a')).rejects.toThrow(/not authorized to perform: s3:PutObject/);
    await expect(theirs.get('in/a')).rejects.toThrow(/not authorized to perform: s3:GetObject/);
  });

  it('refuses a signature by another key', async () => {
    const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const env = await userWho(server.env, 'forger', statement);
    const forged = bucketOf(s3Client({ ...env, AWS_SECRET_ACCESS_KEY: 'wrong' }), 'images');
    await expect(forged.put('a', 'a')).rejects.toThrow(/signature/);
  });

  it('writes and deletes on condition', async () => {
    await expectConditionalWrites(bucket);
    const s3 = s3Client(server.env);
    const remove = (IfMatch: string) =>
      s3.send(new DeleteObjectCommand({ Bucket: 'images', Key: 'conditional', IfMatch }));
    const etag = await bucket.etag('conditional');
    await expect(remove('"another"')).rejects.toThrow('did not hold');
    expect((await outcomes(Array.from({ length: 8 }, () => remove(etag)))).succeeded).toBe(1);
  });

  it('is proxied over https with signatures that stay valid', async () => {
    const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const env = await userWho(server.env, 'proxied', statement);
    const proxy = await startProxy(server);
    const theirs = bucketOf(s3Client({ ...env, AWS_ENDPOINT_URL_S3: proxy.endpoint }), 'images');
    const image = new Uint8Array(6_000_000).fill(97);
    await theirs.put('large', image);
    expect(await theirs.get('large')).toHaveLength(image.length);
    proxy.set({ faults: { reset: 1 } });
    await expect(theirs.get('large')).rejects.toThrow(/hang up|ECONNRESET/);
    expect(proxy.counts).toMatchObject({ PUT: 1, GET: 4 });
    await proxy.stop();
  });

  it('leaves neither a process nor a file when stopped', async () => {
    const another = await startMinistack();
    expect(existsSync(another.env.AWS_CA_BUNDLE!)).toBe(true);
    await another.stop();
    expect(isGone(another.pid)).toBe(true);
    expect(existsSync(another.env.AWS_CA_BUNDLE!)).toBe(false);
  });
});

describe('the proxy', () => {
  let server: Awaited<ReturnType<typeof startMinistack>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let bucket: Bucket;
  let direct: Bucket;
  beforeAll(async () => {
    server = await startMinistack({ AUTH: false });
    proxy = await startProxy(server);
    bucket = bucketOf(s3Client(proxy.env, { maxAttempts: 1 }), 'images');
    direct = bucketOf(s3Client(server.env), 'images');
    await direct.make();
    await direct.put('a', 'a'.repeat(100_000));
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  it('makes an answer wait', async () => {
    proxy.set({ latency: { PUT: 300 } });
    const begin = performance.now();
    await bucket.put('b', 'b');
    expect(performance.now() - begin).toBeGreaterThanOrEqual(295); // timers may be early by a little
  });

  it('answers as S3 does when it is overloaded', async () => {
    proxy.set({ faults: { slowDown: 1 } });
    const refusal = { name: 'SlowDown', $metadata: { httpStatusCode: 503 } };
    await expect(bucket.get('a')).rejects.toMatchObject(refusal);
    await expect(bucket.put('refused', 'x'.repeat(3_000_000))).rejects.toMatchObject(refusal);
    await expect(direct.get('refused')).rejects.toThrow('does not exist');
  });

  it('resets a connection before anything has happened', async () => {
    proxy.set({ faults: { reset: 1 } });
    await expect(bucket.put('reset', 'x')).rejects.toThrow(/hang up|ECONNRESET/);
    await expect(direct.get('reset')).rejects.toThrow('does not exist');
  });

  it('breaks off in the middle of a body', async () => {
    proxy.set({ faults: { truncated: 1 } });
    await expect(bucket.get('a')).rejects.toThrow(/aborted/);
    await bucket.put('whole', 'x');
    expect(await direct.get('whole')).toBe('x');
  });

  it('loses the answer to what was carried out', async () => {
    proxy.set({ faults: { answerLost: 1 } });
    await expect(bucket.put('carried out', 'x', { IfNoneMatch: '*' })).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await direct.get('carried out')).toBe('x');
    proxy.set({});
    await expect(bucket.put('carried out', 'x', { IfNoneMatch: '*' })).rejects.toThrow('did not hold');
  });

  it('chooses the same requests for the same seed, in the share it is told', async () => {
    const fate = async (seed: number) => {
      const other = await startProxy(server, { seed, faults: { slowDown: 0.3 } });
      const client = bucketOf(s3Client(other.env, { maxAttempts: 1 }), 'images');
      const fates: string[] = [];
      for (let count = 0; count < 100; count++)
        fates.push(
          await client.etag('a').then(
            () => '.',
            () => 'x',
          ),
        );
      expect(other.counts).toEqual({ GET: 0, HEAD: 100, LIST: 0, PUT: 0, POST: 0, DELETE: 0 });
      expect(other.injected.slowDown).toBe(fates.filter((mark) => mark === 'x').length);
      expect(Math.abs(other.injected.slowDown - 30)).toBeLessThan(15);
      await other.stop();
      return fates.join('');
    };
    const first = await fate(7);
    expect(await fate(7)).toBe(first);
    expect(await fate(8)).not.toBe(first);
  });
});

describe('Ceph', () => {
  it('is an S3 that keeps its conditions, behind the proxy too, and leaves nothing behind', async () => {
    const server = await startCeph();
    const proxy = await startProxy(server);
    const bucket = bucketOf(s3Client(proxy.env), 'images');
    await bucket.make();
    await bucket.put('a/ü b+c.txt', 'hello');
    expect(await bucket.get('a/ü b+c.txt')).toBe('hello');
    // Version 16, Debian 12's, knows its ETags only without quotes here.
    await expectConditionalWrites(bucket, (etag) => etag.replaceAll('"', ''));
    await proxy.stop();
    await server.stop();
    expect(server.pids.filter((pid) => !isGone(pid))).toEqual([]);
  });
});

describe('the Python tools', () => {
  it.each(['cfn-lint', 'shellcheck', 'aws'])('%s runs', async (name) => {
    const tool = path.join(await installPython(), name);
    await expect(promisify(execFile)(tool, ['--version'])).resolves.toBeDefined();
  });

  it('find nothing to say about the wrapper of functions', async () => {
    const shellcheck = path.join(await installPython(), 'shellcheck');
    const wrapper = path.join(import.meta.dirname, 'lambda', 'node');
    await expect(promisify(execFile)(shellcheck, [wrapper])).resolves.toMatchObject({ stdout: '' });
  });
});
