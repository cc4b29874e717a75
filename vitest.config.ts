import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // They tell what hangs: on a busy machine everything takes many times as long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Much of a test is waiting, so that one worker less than there are cores would leave them idle.
    maxWorkers: '100%',
    setupFiles: ['test/support/setup.ts'],
    include: [
      'src/**/*.spec.ts',
      'fuzz/**/*.spec.ts',
      'openclaw-plugin/src/**/*.spec.ts',
      'console/src/**/*.spec.ts',
      'test/**/*.spec.ts',
    ],
    // Every file would import the whole application anew, which is half of the time that the tests take.
    isolate: false,
  },
});
