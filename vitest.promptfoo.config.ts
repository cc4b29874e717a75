import { defineConfig } from 'vitest/config';

/** Exports that a real promptfoo reads: `npm run test:promptfoo`. They install it, hence the patience. */
export default defineConfig({
  test: {
    include: ['test/promptfoo/**/*.live.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 900_000,
  },
});
