import { defineConfig } from 'vitest/config';

/** Measurements: `npm run bench`. Not part of the tests, because figures depend on the machine. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/bench/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    reporters: ['dot'],
  },
});
