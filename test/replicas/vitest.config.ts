import { defineConfig } from 'vitest/config';

/** Several real processes, killed and started again: slow by nature, so apart from the other tests. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['build.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
