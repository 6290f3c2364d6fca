import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'lambda/**/*.test.ts', 'test/**/*.test.ts'],
    // They need servers.
    exclude: [...configDefaults.exclude, 'test/aws/**'],
    testTimeout: 180_000,
    maxWorkers: 2,
  },
});
