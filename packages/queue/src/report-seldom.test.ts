import { expect, test } from 'vitest';
import { reportSeldom } from './report-seldom.ts';

function listen() {
  const reports: [message: string, repeats: number][] = [];
  const clock = { now: 0 };
  const onError = reportSeldom(
    ({ message }, repeats) => void reports.push([message, repeats]),
    () => clock.now,
  );
  return { reports, clock, onError };
}

test('reports one error per kind and second, with a count', () => {
  const { reports, clock, onError } = listen();
  for (let at = 0; at < 3_000; at += 1) {
    clock.now = at;
    onError(new Error('READONLY You can not write against a read only replica.'));
  }
  expect(reports.map(([, repeats]) => repeats)).toEqual([0, 999, 999]);
});

test.each([
  ['connect ECONNREFUSED 127.0.0.1:6379', 'connect ECONNREFUSED ::1:6379', 'ECONNREFUSED'],
  ['OOM command not allowed. script: 3fa85f64, on @user_script:1.', 'OOM command not allowed.', undefined],
  ['Missing lock for job sb_1-17-1', 'Missing lock for job sb_1-18-1', undefined],
])('%j and %j are one kind', (one, other, code) => {
  const { reports, onError } = listen();
  onError(Object.assign(new Error(one), { code }));
  onError(Object.assign(new Error(other), { code }));
  expect(reports).toHaveLength(1);
});

test('keeps kinds apart in bounded memory', () => {
  const { reports, onError } = listen();
  onError(new Error('LOADING Redis is loading the dataset in memory'));
  onError(new Error('MASTERDOWN Link with MASTER is down'));
  expect(reports).toHaveLength(2);
  for (let number = 0; number < 10_000; number += 1)
    onError(new Error(`${'x'.repeat(number % 200)} trouble`));
  expect(reports.length).toBeGreaterThan(100);
});
