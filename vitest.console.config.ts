import { defineConfig } from 'vitest/config';

/** The console in a real Chromium: `npm run test:console`. Fails, not skips, where there is none. */
export default defineConfig({
  test: {
    include: ['test/console/**/*.browser-spec.ts'],
    setupFiles: ['test/support/setup.ts'],
    // A page shows what it was told when it has drawn it: what is read from one is polled.
    expect: { poll: { timeout: 10_000 } },
    // A browser for each core: pages mostly wait.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
