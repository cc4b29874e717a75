import { defineConfig } from 'vitest/config';

/** Tests that need a server beside them; `npm test` does without. They fail, not skip, when it is missing. */
export default defineConfig({
  test: {
    include: ['test/**/*.services-spec.ts'],
    // They tell what hangs: on a busy machine everything takes many times as long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Most of it is waiting, and without isolation every worker imports the application once.
    maxWorkers: '100%',
    isolate: false,
    setupFiles: ['test/support/setup.ts'],
  },
});
