import { expect, test } from 'vitest';
import { durationWarning } from './duration-warning.ts';

test.each([
  [10, 10],
  [10, 9.04],
  [10, 11],
  [25, 27.4],
  [10, undefined],
])('ordered %s s and got %s s: nothing to say', (ordered, film) => {
  expect(durationWarning(ordered, film)).toBeNull();
});

test('says both lengths where they differ', () => {
  expect(durationWarning(10, 5.04)).toBe('the film is 5 s long, ordered were 10 s');
  expect(durationWarning(25, 28)).toContain('28 s');
});
