import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, inject } from 'vitest';
import { openS3Client } from '../../../src/stores/s3/client.js';
import type { S3ClientOptions } from '../../../src/stores/s3/client.js';
import type { TestServer } from './start-servers.js';

const REGION = 'us-east-1';

/** Runs the same tests against every S3 server. */
export function describeServers(name: string, tests: (server: TestServer) => void): void {
  for (const server of inject('servers')) {
    describe(`${name} on ${server.name}`, () => {
      tests(server);
    });
  }
}

export function clientOf(server: TestServer, options: S3ClientOptions = {}): Promise<S3Client> {
  const { endpoint, accessKeyId, secretAccessKey } = server;
  return openS3Client({
    endpoint,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey },
    ...options,
  });
}

/** The environment of a process that uses this server. */
export function environmentOf(
  { accessKeyId, secretAccessKey }: TestServer,
  endpoint: string,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

export async function makeBucket(client: S3Client): Promise<string> {
  const bucket = `augment-test-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}
