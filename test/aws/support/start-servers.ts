import type { TestProject } from 'vitest/node';
import { startCeph } from '../servers/ceph.mjs';
import { startMinistack } from '../servers/ministack.mjs';

/** An S3 server for tests of the Store. */
export interface TestServer {
  readonly name: string;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    servers: readonly TestServer[];
  }
}

/** Starts the servers once for all test files. @returns a function that stops them */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = [
    { name: 'ministack', ...(await startMinistack({ AUTH: false })) },
    { name: 'Ceph', ...(await startCeph()) },
  ];
  project.provide(
    'servers',
    started.map(({ name, endpoint, env }) => ({
      name,
      endpoint,
      accessKeyId: env.AWS_ACCESS_KEY_ID!,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY!,
    })),
  );
  return async () => {
    await Promise.all(started.map(({ stop }) => stop()));
  };
}
