import { writeSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

export interface TestCount {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Prints `N passed, N failed` as the last line, when the process ends. A run whose global set-up threw counts as
 * failed.
 */
export default class CountReporter implements Reporter {
  private count: TestCount | undefined;

  onInit(vitest: Vitest): void {
    if (vitest.config.watch) return;
    process.once('exit', (code) => {
      const count = settleCount(this.count, code);
      // Synchronous: nothing else is written after an exit handler.
      writeSync(1, `${formatCount(count)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.count = countTests(modules, unhandledErrors.length);
  }
}

/** Tests by outcome; a file, suite or hook that failed by itself and every unhandled error count as failed. */
export function countTests(modules: readonly TestModule[], unhandledErrors: number): TestCount {
  const count: TestCount = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    if (module.errors().length > 0) count.failed += 1;
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count.failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test still pending at the end was cut off.
      count[state === 'pending' ? 'failed' : state] += 1;
    }
  }
  return count;
}

/** What is printed: a run that ended badly, or in which no test ran, has at least one failure. */
export function settleCount(count: TestCount | undefined, exitCode: number): TestCount {
  const settled = count ?? { passed: 0, failed: 0, skipped: 0 };
  const bad = exitCode !== 0 || settled.passed + settled.failed === 0;
  return bad && settled.failed === 0 ? { ...settled, failed: 1 } : settled;
}

/** `N passed, N failed`, and `, N skipped` where there are any. */
export function formatCount({ passed, failed, skipped }: TestCount): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
