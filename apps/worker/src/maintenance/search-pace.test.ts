import { expect, test } from 'vitest';
import { beginSearch, endSearch, FIRST_PACE, type SearchPace } from './search-pace.ts';

/** Start times of searches tried every 100 ms until `untilMs`; each reading takes `tookMs`. */
function beginnings(aboutAt: (now: number) => string, tookMs: number, untilMs: number): number[] {
  let pace: SearchPace = FIRST_PACE;
  const begun: number[] = [];
  for (let now = 0; now < untilMs; now += 100) {
    const next = beginSearch(pace, aboutAt(now), now);
    if (next === null) continue;
    begun.push(now);
    now += tookMs;
    pace = endSearch(next, { now, tookMs, isLearned: false });
  }
  return begun;
}

test('the same attempts are looked for ever more rarely', () => {
  expect(beginnings(() => 'a', 0, 20_000)).toEqual([0, 500, 1500, 3500, 7500, 15_500]);
});

test('the pause ends to grow at a minute', () => {
  const begun = beginnings(() => 'a', 0, 1_000_000);
  const pauses = begun.map((at, index) => at - (begun[index - 1] ?? 0));
  expect(Math.max(...pauses)).toBe(60_000);
});

test('a new attempt is looked for at once', () => {
  expect(beginnings((now) => (now < 800 ? 'a' : 'a b'), 0, 1500)).toEqual([0, 500, 800, 1300]);
});

test('a reading keeps others from beginning, unless it never ends', () => {
  const reading = beginSearch(FIRST_PACE, 'a', 0) ?? FIRST_PACE;
  expect(beginSearch(reading, 'a b', 59_999)).toBeNull();
  expect(beginSearch(reading, 'a b', 60_000)).not.toBeNull();
});

test('what a reading has learned lets the next one begin soon again', () => {
  const slow: SearchPace = { ...FIRST_PACE, about: 'a', pauseMs: 60_000 };
  const after = endSearch(slow, { now: 0, tookMs: 0, isLearned: true });
  expect(beginSearch(after, 'a', 1)?.pauseMs).toBe(500);
});

test('reading a long list takes a quarter of the time at most', () => {
  const begun = beginnings((now) => String(now), 10_000, 400_000);
  expect(begun.length).toBeGreaterThan(5);
  expect(begun.length * 10_000).toBeLessThanOrEqual(400_000 / 4 + 10_000);
});
