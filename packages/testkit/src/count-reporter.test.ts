import { expect, test } from 'vitest';
import { formatCount, settleCount } from './count-reporter.ts';

const green = { passed: 3, failed: 0, skipped: 0 };

test.each([
  ['a good run', green, 0, '3 passed, 0 failed'],
  ['skipped tests', { ...green, skipped: 2 }, 0, '3 passed, 0 failed, 2 skipped'],
  ['a run that ended badly without a failed test', green, 1, '3 passed, 1 failed'],
  ['a run in which no test ran', { ...green, passed: 0 }, 0, '0 passed, 1 failed'],
  ['a run that never came to its tests', undefined, 0, '0 passed, 1 failed'],
  ['failures', { ...green, failed: 2 }, 1, '3 passed, 2 failed'],
])('counts %s', (_name, count, exitCode, line) => {
  expect(formatCount(settleCount(count, exitCode))).toBe(line);
});
