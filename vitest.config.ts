import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.spec.ts',
      'fuzz/**/*.spec.ts',
      'openclaw-plugin/src/**/*.spec.ts',
      'test/**/*.spec.ts',
    ],
    testTimeout: 10_000,
    setupFiles: ['test/support/setup.ts'],
  },
});
