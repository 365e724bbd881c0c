import { describe, expect, test } from 'vitest';
import { isSettled, judgeList } from './judge-list.ts';

const own = (operationId: string, acceptedAt: number) => ({ operationId, acceptedAt });

describe('judgeList', () => {
  test('trusts a list that has every own operation', () => {
    const listed = [
      { operationId: 'a', createdAt: 100 },
      { operationId: 'x', createdAt: 90 },
    ];
    expect(judgeList(listed, [own('a', 120)], 1000)).toEqual({ lagMs: 0, timesAgree: true, freshUntil: 100 });
  });

  test('measures the lag by the oldest missing own operation', () => {
    const listed = [{ operationId: 'a', createdAt: 100 }];
    const evidence = judgeList(listed, [own('a', 100), own('b', 400), own('c', 700)], 1000);
    expect(evidence).toEqual({ lagMs: 600, timesAgree: true, freshUntil: 100 });
  });

  test('freshness of the list ends at the earlier of both times', () => {
    const listed = [
      { operationId: 'adopted late', createdAt: 100 },
      { operationId: 'of a fast clock', createdAt: 900 },
    ];
    const evidence = judgeList(listed, [own('adopted late', 700), own('of a fast clock', 300)], 1000);
    expect(evidence.freshUntil).toBe(300);
    expect(judgeList(listed, [], 1000).freshUntil).toBe(-Infinity);
  });

  test.each([
    ['absent', {}],
    ['hours away, as without a time zone', { createdAt: 8 * 3_600_000 }],
  ])('rejects creation times that are %s', (_, more) => {
    expect(judgeList([{ operationId: 'a', ...more }], [own('a', 100)], 1000).timesAgree).toBe(false);
  });
});

describe('isSettled', () => {
  const settleMs = 5000;
  const isSettledAfter = (now: number, lagMs: number, freshUntil: number): boolean =>
    isSettled({ lagMs, freshUntil }, { now, lastWrite: 0, settleMs });

  test.each([
    ['an own operation made well after it', 0, 2500, 5000],
    ['a list that was late', 20_000, 2500, 40_000],
    ['an own operation made soon after it', 0, 2499, 25_000],
    ['no later own operation: the list may have stopped', 0, -Infinity, 25_000],
    ['a list that was late and may have stopped', 20_000, -Infinity, 40_000],
  ])('by %s', (_, lagMs, freshUntil, afterMs) => {
    expect(isSettledAfter(afterMs - 1, lagMs, freshUntil)).toBe(false);
    expect(isSettledAfter(afterMs, lagMs, freshUntil)).toBe(true);
  });
});
