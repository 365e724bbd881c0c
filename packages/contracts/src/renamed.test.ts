import { expect, test } from 'vitest';
import { renamedFix } from './renamed.ts';
import { RetryStoryboard } from './unconfirmed.ts';

test.each([
  ['film', '"film" is called "clip" now.'],
  ['holdUntil', '"holdUntil" is called "throttledUntil" now.'],
  ['skipped', '"skipped" is called "reused" now.'],
  ['clip', undefined],
  ['__proto__', undefined],
  [7, undefined],
])('the old name %s is answered with the new one', (old, sentence) => {
  expect(renamedFix(old)).toBe(sentence);
});

test.each([
  ['skipped', '"reused" now'],
  ['lost', 'expected one of'],
])('a retry of state %s is refused', (state, sentence) => {
  const { error } = RetryStoryboard.safeParse({ by: 'Li', reason: 'late', state });
  expect(error?.issues.map(({ message }) => message)).toContainEqual(expect.stringContaining(sentence));
});
