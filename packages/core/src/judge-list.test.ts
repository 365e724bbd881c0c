import { describe, expect, test } from 'vitest';
import { judgeList, settleTime } from './judge-list.ts';

const own = (operationId: string, acceptedAt: number) => ({ operationId, acceptedAt });

describe('judgeList', () => {
  test('trusts a list that has every own operation', () => {
    const listed = [
      { operationId: 'a', createdAt: 100 },
      { operationId: 'x', createdAt: 90 },
    ];
    expect(judgeList(listed, [own('a', 120)], 1000)).toEqual({ lagMs: 0, timesAgree: true });
  });

  test('measures the lag by the oldest missing own operation', () => {
    const listed = [{ operationId: 'a', createdAt: 100 }];
    const evidence = judgeList(listed, [own('a', 100), own('b', 400), own('c', 700)], 1000);
    expect(evidence).toEqual({ lagMs: 600, timesAgree: true });
  });

  test.each([
    ['absent', {}],
    ['hours away, as without a time zone', { createdAt: 8 * 3_600_000 }],
  ])('rejects creation times that are %s', (_, more) => {
    expect(judgeList([{ operationId: 'a', ...more }], [own('a', 100)], 1000).timesAgree).toBe(false);
  });
});

test.each([
  [5000, 0, 5000],
  [5000, 2000, 5000],
  [5000, 20_000, 40_000],
])('with a settle time of %i ms, a list late by %i ms is waited for %i ms', (settleMs, lagMs, waitMs) => {
  expect(settleTime(settleMs, lagMs)).toBe(waitMs);
});
