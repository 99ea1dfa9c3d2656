import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/{shared,server,extension,contract,repo}/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/own-postgres.ts', 'test/support/fast-check.ts'],
    isolate: false,
    // One process per core: the rules are quick, the servers wait for their databases.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { TZ: process.env['TZ'] ?? 'UTC' },
  },
});
