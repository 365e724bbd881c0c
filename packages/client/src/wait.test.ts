import { Counts, type Storyboard, TakeState } from '@cineflow/contracts';
import { describe, expect, test } from 'vitest';
import { isFinal, nextLookMs } from './wait.ts';

const none = Object.fromEntries(TakeState.options.map((state) => [state, 0]));
const countsOf = (some: Partial<Counts>) => Counts.parse({ ...none, ...some });

describe('nextLookMs', () => {
  const now = Date.parse('2026-11-28T10:00:00Z');
  const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();
  const look = (eta: string | undefined, some: Partial<Counts>, until?: string) => {
    const waiting = until === undefined ? [] : [{ reason: 'rate' as const, takes: 1, until }];
    const storyboard = { counts: countsOf(some), waiting, ...(eta === undefined ? {} : { eta }) };
    return nextLookMs(storyboard as unknown as Storyboard, now);
  };

  test.each([
    ['soon', at(4), 500],
    ['in a minute', at(60), 3_000],
    ['in an hour', at(3600), 15_000],
    ['at an unknown time', undefined, 2_000],
    ['too late already', at(-60), 500],
  ])('of an end %s', (_, eta, ms) => {
    expect(look(eta, { rendering: 1 })).toBe(ms);
  });

  test('comes later where all wait for a known time', () => {
    expect(look(undefined, { queued: 1 }, at(10))).toBe(10_000);
    expect(look(undefined, { queued: 1, rendering: 1 }, at(10))).toBe(2_000);
  });
});

test('isFinal wants every take', () => {
  expect(isFinal({ takes: 3, counts: countsOf({ completed: 1, failed: 1, cancelled: 1 }) })).toBe(true);
  expect(isFinal({ takes: 3, counts: countsOf({ completed: 2, unconfirmed: 1 }) })).toBe(false);
});
