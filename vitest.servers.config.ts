import { defineConfig } from 'vitest/config';

// Tests against servers that stand for AWS; `npm test` leaves them out, since they fetch and start a lot.
export default defineConfig({
  test: {
    include: ['test/aws/**/*.test.ts'],
    globalSetup: 'test/aws/support/start-servers.ts',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
