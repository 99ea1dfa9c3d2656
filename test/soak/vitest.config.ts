import { defineConfig } from 'vitest/config';

/** Very many worklogs among faults: `npm run soak:worklogs -- --count N --faults P`. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/soak/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 24 * 3_600_000,
    hookTimeout: 60_000,
    reporters: ['dot'],
  },
});
