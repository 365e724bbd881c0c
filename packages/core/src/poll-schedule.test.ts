import { describe, expect, test } from 'vitest';
import { firstPollDelay, nextPollDelay, renderTimes, spreadDelay, type PollPolicy } from './poll-schedule.ts';

const policy: PollPolicy = { firstMs: null, minMs: 250, maxMs: 30_000, limitMs: 2_100_000 };

describe('polling', () => {
  test('starts at once while nothing is known, and just before the fastest known render otherwise', () => {
    expect(firstPollDelay(policy, null, false)).toBe(250);
    expect(firstPollDelay(policy, { p10: 100_000, p50: 1, p90: 1 }, false)).toBe(95_000);
    expect(firstPollDelay(policy, { p10: 100_000, p50: 1, p90: 1 }, true)).toBe(50_000);
    expect(firstPollDelay({ ...policy, firstMs: 40 }, { p10: 1, p50: 1, p90: 1 }, false)).toBe(40);
  });

  test.each([
    [0, 250],
    [4_000, 250],
    [20_000, 1_000],
    [300_000, 15_000],
    [2_000_000, 30_000],
    [2_100_000, 30_000],
    [2_100_000 + 3_600_000, 900_000],
    [2_100_000 * 100, 3_600_000],
  ])('at the age of %i ms asks again in %i ms', (ageMs, delayMs) => {
    expect(nextPollDelay(policy, ageMs)).toBe(delayMs);
  });

  test('a wait is spread towards the early side only', () => {
    expect([0, 0.5, 0.999].map((random) => spreadDelay(10_000, random))).toEqual([10_000, 9_500, 9_001]);
  });

  test('learns percentiles from recent renders', () => {
    expect(renderTimes([])).toBeNull();
    expect(renderTimes([30, 10, 20, 40, 50, 60, 70, 80, 90, 100])).toEqual({ p10: 10, p50: 50, p90: 90 });
  });
});
