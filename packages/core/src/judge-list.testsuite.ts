import { expect } from 'vitest';
import type * as judge from './judge-list.ts';

/** The judge as a module, so that one with a fault can be judged too. */
export type Judge = typeof judge;

const own = (operationId: string, acceptedAt: number) => ({ operationId, acceptedAt });

/** What a list is judged by. */
export const judgeCases: Record<string, (judge: Judge) => void> = {
  'trusts a list that has every own operation': ({ judgeList }) => {
    const listed = [
      { operationId: 'a', createdAt: 100 },
      { operationId: 'x', createdAt: 90 },
    ];
    expect(judgeList(listed, [own('a', 120)], 1000)).toEqual({ lagMs: 0, timesAgree: true, freshUntil: 100 });
  },

  'measures the lag by the oldest missing own operation': ({ judgeList }) => {
    const listed = [{ operationId: 'a', createdAt: 100 }];
    const evidence = judgeList(listed, [own('a', 100), own('b', 400), own('c', 700)], 1000);
    expect(evidence).toEqual({ lagMs: 600, timesAgree: true, freshUntil: 100 });
  },

  'says until when the list was fresh by the earlier of both times': ({ judgeList }) => {
    const listed = [
      { operationId: 'adopted late', createdAt: 100 },
      { operationId: 'of a fast clock', createdAt: 900 },
    ];
    const evidence = judgeList(listed, [own('adopted late', 700), own('of a fast clock', 300)], 1000);
    expect(evidence.freshUntil).toBe(300);
    expect(judgeList(listed, [], 1000).freshUntil).toBe(-Infinity);
  },

  'rejects creation times that are absent': ({ judgeList }) => {
    expect(judgeList([{ operationId: 'a' }], [own('a', 100)], 1000).timesAgree).toBe(false);
  },

  'rejects creation times that are hours away, as without a zone': ({ judgeList }) => {
    const listed = [{ operationId: 'a', createdAt: 8 * 3_600_000 }];
    expect(judgeList(listed, [own('a', 100)], 1000).timesAgree).toBe(false);
  },

  'settles by an own operation made well after it': (judge) =>
    expectSettled(judge, { lagMs: 0, freshUntil: 2500 }, 5000),

  'settles late by a list that was late': (judge) =>
    expectSettled(judge, { lagMs: 20_000, freshUntil: 2500 }, 40_000),

  'settles late by an own operation made soon after it': (judge) =>
    expectSettled(judge, { lagMs: 0, freshUntil: 2499 }, 25_000),

  'settles late without a later own operation: the list may have stopped': (judge) =>
    expectSettled(judge, { lagMs: 0, freshUntil: -Infinity }, 25_000),

  'settles late by a list that was late and may have stopped': (judge) =>
    expectSettled(judge, { lagMs: 20_000, freshUntil: -Infinity }, 40_000),
};

/** An absent create last written at 0 is settled from this time on, and not before. */
function expectSettled(
  { isSettled }: Judge,
  evidence: { lagMs: number; freshUntil: number },
  afterMs: number,
): void {
  const at = (now: number) => isSettled(evidence, { now, lastWrite: 0, settleMs: 5000 });
  expect([at(afterMs - 1), at(afterMs)]).toEqual([false, true]);
}

/** A judge with one guard taken away: passage and what stands there instead. */
export const judgeMutants: Record<string, [from: string, to: string]> = {
  'trusts a list without later operations': [
    'freshUntil >= lastWrite + settleMs / 2',
    'freshUntil >= -Infinity',
  ],
  'trusts an operation made soon after': ['lastWrite + settleMs / 2', 'lastWrite'],
  'forgets that the list was late': ['Math.max(ownMs, 2 * lagMs)', 'ownMs'],
  'sees no operation that is missing': ['Math.max(lagMs, askedAt - acceptedAt)', 'lagMs'],
  'believes the later of both times': [
    'Math.min(found.createdAt ?? acceptedAt, acceptedAt)',
    'Math.max(found.createdAt ?? acceptedAt, acceptedAt)',
  ],
  'believes times of another zone': ['<= CLOCK_TOLERANCE_MS', '<= Infinity'],
  'believes a list without times': ['createdAt !== undefined && Math', 'createdAt === undefined || Math'],
};
