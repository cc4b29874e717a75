import { defineConfig } from 'vitest/config';

/** Tests that need a server beside them; `npm test` does without. They fail, not skip, when it is missing. */
export default defineConfig({
  test: {
    include: ['test/**/*.services-spec.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    setupFiles: ['test/support/setup.ts'],
  },
});
