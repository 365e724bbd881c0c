import { defineConfig } from 'vitest/config';

// Builds the image and runs it, and the suite of the book on PostgreSQL 17: minutes where nothing is cached.
export default defineConfig({
  test: {
    reporters: ['default', './packages/testkit/src/count-reporter.ts'],
    include: ['packages/testkit/test/docker/**/*.docker.test.ts', 'packages/book/test/**/*.docker.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 400_000,
  },
});
