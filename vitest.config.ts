import { defineConfig } from 'vitest/config';

// Tests stand next to what they test. `*.int.test.ts` needs a Redis, which the testkit finds once. Those in `chaos`
// are short runs of it: `pnpm test:chaos`. `*.fault.test.ts` kills, freezes and exchanges servers of its own, which
// takes minutes: `pnpm test:faults`.
const withRedis = {
  exclude: ['**/node_modules/**'],
  globalSetup: ['./packages/testkit/src/redis-global-setup.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    // The long tests mostly wait for processes of their own, so three at a time do well even on two cores.
    maxWorkers: 3,
    reporters: ['default', './packages/testkit/src/count-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps,chaos}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{int,fault,docker}.test.ts'],
          // Some start child processes, on machines that may be busy.
          testTimeout: 30_000,
          // Loading the same modules for each file again took half of the time. Nothing here keeps state in a module.
          isolate: false,
        },
      },
      {
        test: { ...withRedis, name: 'integration', include: ['{packages,apps}/**/*.int.test.ts'] },
      },
      {
        test: { ...withRedis, name: 'chaos', include: ['chaos/**/*.int.test.ts'] },
      },
      {
        test: { ...withRedis, name: 'faults', include: ['{packages,apps,chaos}/**/*.fault.test.ts'] },
      },
    ],
  },
});
