import { defineConfig } from 'vitest/config';

/** What looks at the lines of the log: a process logs by its first application's logger alone. */
const LOOK_AT_LOGS = ['src/auth/**/*.spec.ts'];

export default defineConfig({
  test: {
    // They tell what hangs: on a busy machine everything takes many times as long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // Much of a test is waiting, so that one worker less than there are cores would leave them idle.
    maxWorkers: '100%',
    setupFiles: ['test/support/setup.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: [
            'src/**/*.spec.ts',
            'fuzz/**/*.spec.ts',
            'openclaw-plugin/src/**/*.spec.ts',
            'console/src/**/*.spec.ts',
            'test/**/*.spec.ts',
          ],
          exclude: LOOK_AT_LOGS,
          // Every file would import the whole application anew, which is half of the time that the tests take.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: LOOK_AT_LOGS } },
    ],
  },
});
