import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstPollDelay,
  isRenderTime,
  nextPollDelay,
  renderKind,
  renderTimes,
  spreadDelay,
  type PollPolicy,
  type RenderTimes,
} from './poll-schedule.ts';

const policy: PollPolicy = { firstMs: null, minMs: 250, maxMs: 30_000, limitMs: 2_100_000 };
const known: RenderTimes = { p10: 250_000, p50: 300_000, p90: 340_000, count: 50 };

/** Ages at which an operation of this length is polled. */
function asked(renderMs: number, times: RenderTimes | null, isEarlyPoll = false): number[] {
  const ages = [firstPollDelay(policy, times, isEarlyPoll)];
  for (let age = ages[0] as number; age < renderMs; ages.push(age))
    age += nextPollDelay(policy, age, { known: times });
  return ages;
}

describe('polling', () => {
  test('starts at once, or just before the fastest known render', () => {
    expect(firstPollDelay(policy, null, false)).toBe(250);
    expect(firstPollDelay(policy, known, false)).toBe(242_500);
    expect(firstPollDelay(policy, known, true)).toBe(125_000);
    expect(firstPollDelay({ ...policy, firstMs: 40 }, known, false)).toBe(40);
  });

  test.each([
    [0, 250],
    [1_000, 250],
    [20_000, 3_000],
    [300_000, 30_000],
    [2_100_000, 30_000],
    [2_100_000 + 3_600_000, 900_000],
    [2_100_000 * 100, 3_600_000],
  ])('without history, at %i ms, polls again in %i ms', (ageMs, delayMs) => {
    expect(nextPollDelay(policy, ageMs, { known: null })).toBe(delayMs);
  });

  test.each([
    [100_000, 30_000, 30_000],
    [220_000, 22_500, 22_500],
    [250_000, 15_000, 7_500],
    [340_000, 15_000, 7_500],
    [360_000, 20_000, 12_500],
    [500_000, 30_000, 30_000],
    [2_100_000, 30_000, 30_000],
  ])('after renders of 250–340 s, at %i ms, polls in %i ms', (ageMs, delayMs, sharedMs) => {
    expect(nextPollDelay(policy, ageMs, { known })).toBe(delayMs);
    expect(nextPollDelay(policy, ageMs, { known, isShared: true })).toBe(sharedMs);
  });

  test('polls are finer when renders are alike', () => {
    const alike = { p10: 298_000, p50: 300_000, p90: 302_000, count: 50 };
    expect(nextPollDelay(policy, 299_000, { known: alike })).toBe(3_000);
    // A few renders may be alike by chance.
    expect(nextPollDelay(policy, 299_000, { known: { ...alike, count: 3 } })).toBe(15_000);
  });

  test('jitter only shortens a wait', () => {
    expect([0, 0.5, 0.999].map((random) => spreadDelay(10_000, random))).toEqual([10_000, 9_500, 9_001]);
  });
});

const times = fc
  .tuple(
    fc.integer({ min: 1, max: 900_000 }),
    fc.integer({ min: 0, max: 600_000 }),
    fc.integer({ min: 0, max: 600_000 }),
    fc.integer({ min: 1, max: 50 }),
  )
  .map(([p10, more, evenMore, count]) => ({ p10, p50: p10 + more, p90: p10 + more + evenMore, count }));

describe('with any history', () => {
  test('waits stay within the policy until the operation is overdue', () => {
    fc.assert(
      fc.property(
        fc.option(times),
        fc.integer({ min: 0, max: 2_099_999 }),
        fc.boolean(),
        (known, age, isShared) => {
          const delay = nextPollDelay(policy, age, { known, isShared });
          expect(delay).toBeGreaterThanOrEqual(policy.minMs);
          expect(delay).toBeLessThanOrEqual(policy.maxMs);
        },
      ),
    );
  });

  test('no poll long before the fastest known render', () => {
    fc.assert(
      fc.property(times, (known) => {
        const before = asked(known.p50, known).filter(
          (age) => age < known.p10 - 0.08 * known.p50 - policy.maxMs,
        );
        expect(before).toEqual([]);
      }),
    );
  });

  test('a usual render needs few polls and is found soon', () => {
    const usual = times.filter(({ p50, p90 }) => p50 >= 10_000 && p90 <= 600_000);
    fc.assert(
      fc.property(usual, fc.double({ min: 0, max: 1, noNaN: true }), (known, share) => {
        const renderMs = known.p10 + share * (known.p90 - known.p10);
        const ages = asked(renderMs, known);
        const span = known.p90 - known.p10;
        expect(ages.length).toBeLessThanOrEqual(
          3 + Math.max(6, span / (0.08 * known.p50), span / policy.maxMs),
        );
        const lateMs = (ages.at(-1) as number) - renderMs;
        expect(lateMs).toBeLessThanOrEqual(Math.max(policy.minMs, 0.08 * known.p50) + 1);
      }),
    );
  });

  test('an early poll notices a kind that became twice as fast', () => {
    fc.assert(
      fc.property(times, (known) => {
        const first = firstPollDelay(policy, known, true);
        expect(first).toBeLessThanOrEqual(Math.max(policy.minMs, Math.ceil(known.p10 / 2)));
      }),
    );
  });

  test('waits grow after the 90th percentile', () => {
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 0, max: 400_000 }),
        fc.integer({ min: 0, max: 400_000 }),
        (known, a, b) => {
          const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((lateMs) =>
            nextPollDelay({ ...policy, limitMs: Infinity }, known.p90 + lateMs, { known }),
          ) as [number, number];
          expect(later).toBeGreaterThanOrEqual(earlier);
        },
      ),
    );
  });
});

describe('render times', () => {
  test('clips of another length are of another kind', () => {
    expect(renderKind('sora-2', { durationSeconds: 10 })).toBe('sora-2:10');
  });

  test('percentiles of recent renders', () => {
    expect(renderTimes([])).toBeNull();
    expect(renderTimes([30, 10, 20, 40, 50, 60, 70, 80, 90, 100])).toEqual({
      p10: 10,
      p50: 50,
      p90: 90,
      count: 10,
    });
  });

  test.each<[string, { renderMs: number; runningMs?: number; known: RenderTimes | null }, boolean]>([
    ['it was seen running a moment before', { renderMs: 300_000, runningMs: 270_000, known: null }, true],
    ['nobody looked for long before', { renderMs: 300_000, runningMs: 200_000, known: null }, false],
    [
      'nobody looked for long before, and renders took less',
      { renderMs: 300_000, runningMs: 200_000, known: { p10: 9, p50: 9, p90: 9, count: 9 } },
      false,
    ],
    ['it was never seen running', { renderMs: 300_000, known: null }, false],
    ['it was never seen running, and is faster than all that is known', { renderMs: 150_000, known }, true],
    ['it took no longer than the shortest waits', { renderMs: 400, known: null }, true],
  ])('a render is a render time or not where %s', (_, facts, isOne) => {
    expect(isRenderTime(policy, facts)).toBe(isOne);
  });

  test('a first poll at a fixed time counts as the render time', () => {
    const fixed = { ...policy, firstMs: 60_000 };
    expect(isRenderTime(fixed, { renderMs: 60_200, known: null })).toBe(true);
    expect(isRenderTime(fixed, { renderMs: 120_000, known: null })).toBe(false);
  });
});
