import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, it } from 'vitest';
import { openS3Client } from '../../../src/stores/s3-client.js';
import type { S3ClientOptions } from '../../../src/stores/s3-client.js';

/** Servers to test against, by commas; credentials that all of them know come from the environment. */
const ENDPOINTS = (process.env['AUGMENT_TEST_S3'] ?? '').split(',').filter((endpoint) => endpoint !== '');

/** Tests against every server there is. */
export function describeServers(name: string, tests: (endpoint: string) => void): void {
  if (ENDPOINTS.length === 0) it.skip(`${name}: AUGMENT_TEST_S3 names no server, as http://host:port`);
  for (const endpoint of ENDPOINTS) {
    describe(`${name} on ${endpoint}`, () => {
      tests(endpoint);
    });
  }
}

export function clientOf(endpoint: string, options: S3ClientOptions = {}): Promise<S3Client> {
  return openS3Client({ endpoint, region: 'us-east-1', credentials: credentials(), ...options });
}

/** What a process that is to work with this server needs in its environment. */
export function environmentOf(endpoint: string): Record<string, string> {
  const { accessKeyId, secretAccessKey } = credentials();
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

export async function makeBucket(client: S3Client): Promise<string> {
  const bucket = `augment-test-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}

function credentials() {
  return {
    accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? 'test',
    secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? 'test',
  };
}
