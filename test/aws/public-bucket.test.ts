import { ListObjectsV2Command, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { openS3Client } from '../../src/stores/s3/client.js';
import { S3Store } from '../../src/stores/s3/s3.js';
import { keysOf } from '../../src/stores/testing/contract.js';
import { put } from '../../src/stores/store.js';
import { clientOf, describeServers, makeBucket } from './support/endpoints.js';

const bytes = new TextEncoder().encode('x');

describeServers('a public bucket', (server) => {
  it('is read without a signature', async () => {
    const owner = await clientOf(server);
    const bucket = await makeBucket(owner);
    await put(new S3Store(owner, { bucket, prefix: '' }), 'a.txt', bytes);
    const endpoint = { endpoint: server.endpoint, region: 'us-east-1' };
    const store = new S3Store(await openS3Client({ ...endpoint, unsigned: true }), { bucket, prefix: '' });

    // This ministack checks no signatures; Ceph names its requests so.
    const { $metadata } = await owner.send(new ListObjectsV2Command({ Bucket: bucket }));
    const checks = /^tx[0-9a-f]+-/.test($metadata.requestId ?? '');
    if (checks) await expect(store.read('a.txt')).rejects.toThrow('access denied');

    const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
    const Action = ['s3:GetObject', 's3:ListBucket'];
    const Statement = [{ Effect: 'Allow', Principal: '*', Action, Resource }];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await owner.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    expect(await keysOf(store)).toEqual(['a.txt']);
    expect((await store.read('a.txt'))?.bytes).toEqual(bytes);
    if (checks) await expect(store.create('b.txt', bytes)).rejects.toThrow('access denied');
  });
});
