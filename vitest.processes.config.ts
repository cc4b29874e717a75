import { defineConfig } from 'vitest/config';

/**
 * What needs whole processes, one after the other, hundreds of attacks, floods or a thousand streams:
 * `npm run test:processes`. That takes long and seldom finds what `npm test` does not.
 */
export default defineConfig({
  test: {
    include: ['test/process/**/*.process-spec.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
