import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  // The example imports the package by its name.
  resolve: { alias: { 'augment-on-demand': new URL('src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['src/**/*.test.ts', 'studio/**/*.test.ts', 'lambda/**/*.test.ts', 'test/**/*.test.ts'],
    // They need servers.
    exclude: [...configDefaults.exclude, 'test/aws/**'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
