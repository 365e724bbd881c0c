import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacityAt, type LanePolicy } from './breaker.ts';

const policy: LanePolicy = {
  maximum: 20,
  degraded: 5,
  tripAfter: 2,
  cooldownMs: 600_000,
  recoveryStepMs: 60_000,
};
const minutes = (n: number) => n * 60_000;
const capacityAfter = (ms: number) =>
  capacityAt(policy, { trippedAt: 0, relapses: 0, isolation: null, learned: null }, ms);

describe('capacityAt', () => {
  test.each([
    [0, 5, 'open'],
    [minutes(10) - 1, 5, 'open'],
    [minutes(10), 5, 'recovering'],
    [minutes(11) - 1, 5, 'recovering'],
    [minutes(11), 6, 'recovering'],
    [minutes(24), 19, 'recovering'],
    [minutes(25), 20, 'closed'],
  ])('%i ms after a trip the capacity is %i (%s)', (ms, capacity, breaker) => {
    expect(capacityAfter(ms)).toMatchObject({ capacity, breaker });
  });

  test('is zero while isolated, the maximum while closed', () => {
    const quiet = { trippedAt: null, relapses: 0, isolation: null, learned: null };
    expect(capacityAt(policy, quiet, 5)).toEqual({ capacity: 20, breaker: 'closed', nextChangeAt: null });
    expect(capacityAt(policy, { ...quiet, isolation: 'auth' }, 5).capacity).toBe(0);
  });

  test('never exceeds the learned limit of the provider', () => {
    const learned = { limit: 10, nextStepAt: 99 };
    expect(capacityAt(policy, { trippedAt: null, relapses: 0, isolation: null, learned }, 5)).toEqual({
      capacity: 10,
      breaker: 'closed',
      nextChangeAt: 99,
    });
  });

  test('the cool-down grows with each relapse up to its maximum', () => {
    const growing = { ...policy, cooldownGrowth: 2, cooldownMaxMs: minutes(30) };
    const openAfter = (relapses: number, ms: number) =>
      capacityAt(growing, { trippedAt: 0, relapses, isolation: null, learned: null }, ms).breaker;
    expect([openAfter(1, minutes(20) - 1), openAfter(1, minutes(20))]).toEqual(['open', 'recovering']);
    expect([openAfter(9, minutes(30) - 1), openAfter(9, minutes(30))]).toEqual(['open', 'recovering']);
  });

  test('the degraded capacity never exceeds the maximum', () => {
    const condition = { trippedAt: 0, relapses: 0, isolation: null, learned: null };
    expect(capacityAt({ ...policy, maximum: 3 }, condition, 1).capacity).toBe(3);
  });

  test('changes exactly at nextChangeAt', () => {
    fc.assert(
      fc.property(fc.nat(minutes(30)), fc.double({ min: 0, max: 1, noNaN: true }), (ms, share) => {
        const now = capacityAfter(ms);
        if (now.nextChangeAt === null) return;
        const between = ms + Math.floor((now.nextChangeAt - 1 - ms) * share);
        expect(capacityAfter(between).capacity).toBe(now.capacity);
        expect(capacityAfter(now.nextChangeAt).capacity).toBeGreaterThan(now.capacity);
      }),
    );
  });
});
