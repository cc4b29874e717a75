import { defineConfig } from 'vitest/config';

/** Tests against a real OpenClaw gateway: `npm run test:openclaw`. They install it, hence the patience. */
export default defineConfig({
  test: {
    include: ['test/openclaw/**/*.live.ts'],
    setupFiles: ['test/support/setup.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 900_000,
  },
});
