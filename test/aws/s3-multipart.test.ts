import { ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it, vi } from 'vitest';
import { S3Store } from '../../src/stores/s3/s3.js';
import { clientOf, describeServers, makeBucket } from './support/endpoints.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const bytes = (content: string) => new TextEncoder().encode(content);
const newPrefix = () => `${randomUUID()}/`;

describeServers('an object in parts', (server) => {
  let client: S3Client;
  let bucket: string;

  beforeAll(async () => {
    client = await clientOf(server);
    bucket = await makeBucket(client);
  });

  const open = (prefix: string) => new S3Store(client, { bucket, prefix });
  const upload = (Key: string, content: string) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: bytes(content) }));

  const size = 9 * 1024 * 1024;
  /** @param then happens when most of the content was asked for */
  const largeContent = (then: () => Promise<unknown>) => ({
    ...{ size, sha256: 'a'.repeat(64) },
    pieces: async function* () {
      yield new Uint8Array(size - 1);
      await then();
      yield new Uint8Array(1);
    },
  });
  const unfinished = async (prefix: string) =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }))).Uploads ?? [];

  it('does not replace what another writes meanwhile, and leaves no parts', async () => {
    const prefix = newPrefix();
    const store = open(prefix);
    const other = () => upload(`${prefix}a`, 'other');
    expect(await store.writeLarge('a', largeContent(other))).toBe(false);
    expect((await store.read('a'))?.bytes).toEqual(bytes('other'));
    const { version } = (await store.hash('a'))!;
    const third = () => upload(`${prefix}a`, 'third');
    expect(await store.writeLarge('a', largeContent(third), version)).toBe(false);
    expect((await store.read('a'))?.bytes).toEqual(bytes('third'));
    expect(await unfinished(prefix)).toEqual([]);
  });

  it('leaves no parts where its content breaks off', async () => {
    const prefix = newPrefix();
    const seen: unknown[] = [];
    const breaks = async () => {
      seen.push(...(await unfinished(prefix)));
      throw new Error('broken off');
    };
    await expect(open(prefix).writeLarge('a', largeContent(breaks))).rejects.toThrow('broken off');
    expect(seen).toHaveLength(1);
    expect(await unfinished(prefix)).toEqual([]);
  });
});
