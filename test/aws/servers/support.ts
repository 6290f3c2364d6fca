// Helpers for tests of the servers.
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { aws, type Env } from './clients.mjs';

/** Requests of the tests, for one bucket. */
export function bucketOf(s3: S3Client, Bucket: string) {
  return {
    make: () => s3.send(new CreateBucketCommand({ Bucket })),
    put: (Key: string, Body: string | Uint8Array, conditions: Partial<PutObjectCommandInput> = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions })),
    get: async (Key: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Body!.transformToString();
    },
    etag: async (Key: string) => (await s3.send(new HeadObjectCommand({ Bucket, Key }))).ETag!,
  };
}

/** Counts successes, and collects the names of errors. */
export async function outcomes(requests: Promise<unknown>[]) {
  const results = await Promise.allSettled(requests);
  const errors = results.filter((result) => result.status === 'rejected');
  return {
    succeeded: results.length - errors.length,
    errors: [...new Set(errors.map(({ reason }) => (reason as Error).name))],
  };
}

/** Makes a user with the rights of this statement only. @returns the user's environment */
export async function userWho(env: Env, name: string, statement: Record<string, unknown>): Promise<Env> {
  await aws(env, 'iam', 'create-user', '--user-name', name);
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const only = ['--policy-name', 'only', '--policy-document', policy];
  await aws(env, 'iam', 'put-user-policy', '--user-name', name, ...only);
  const answer = (await aws(env, 'iam', 'create-access-key', '--user-name', name)) as {
    AccessKey: { AccessKeyId: string; SecretAccessKey: string };
  };
  const { AccessKeyId, SecretAccessKey } = answer.AccessKey;
  return { ...env, AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey };
}

/** True if a process group has no processes left. */
export function isGone(group: number): boolean {
  try {
    return !process.kill(-group, 0);
  } catch {
    return true;
  }
}
