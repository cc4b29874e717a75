import { defineConfig } from 'vitest/config';

/** The console in a real Chromium: `npm run test:console`. Fails, not skips, where there is none. */
export default defineConfig({
  test: {
    include: ['test/console/**/*.browser-spec.ts'],
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
