import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    globalSetup: ['./build.ts'],
    include: ['*.test.ts'],
    // One machine, one workbench: two at a time would only make each other slow.
    fileParallelism: false,
    setupFiles: ['./stop-early.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
