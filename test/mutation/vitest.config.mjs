import { defineConfig } from 'vitest/config';
import { folders } from './folders.mjs';

export default defineConfig({
  test: {
    include: folders[process.env.MUTATION_FOLDER] ?? [],
    testTimeout: 180_000,
    setupFiles: ['test/mutation/fixed-seed.ts'],
  },
});
