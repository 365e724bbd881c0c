import type { PollOutcome } from '@cineflow/providers';
import { describe, expect, test } from 'vitest';
import { learnedFrom } from './learned-from.ts';

const evidence = { status: 500, elapsedMs: 1 };
const error = (cause: 'unavailable' | 'throttled' | 'auth'): PollOutcome => ({
  kind: 'error',
  cause,
  message: 'broken',
  evidence,
});
const missing: PollOutcome = { kind: 'not-found', message: 'no such task', evidence };

describe('learnedFrom', () => {
  test.each<[string, PollOutcome, object]>([
    ['a running operation', { kind: 'pending', progress: 5, evidence }, { isRunning: true, progress: 5 }],
    [
      'an unknown status',
      { kind: 'pending', odd: 'status "x"', evidence },
      { isRunning: true, odd: 'status "x"' },
    ],
    ['trouble of the provider', error('unavailable'), { odd: 'HTTP 500: broken' }],
    ['a throttle', error('throttled'), {}],
    ['a refused key', error('auth'), {}],
    ['an unknown operation', missing, { isKnown: false, odd: 'HTTP 500: no such task' }],
  ])('reads %s', (_, outcome, learned) => {
    expect(learnedFrom(outcome, {})).toEqual(learned);
  });

  test('forgets odd answers after a clear one only', () => {
    expect(learnedFrom({ kind: 'pending', evidence }, { oddTimes: 2 })).toMatchObject({ isClear: true });
    for (const outcome of [error('unavailable'), error('throttled'), missing])
      expect(learnedFrom(outcome, { oddTimes: 2 })).not.toHaveProperty('isClear');
  });

  test.each<[string, PollOutcome, boolean | undefined]>([
    ['a running operation', { kind: 'pending', evidence }, true],
    ['trouble of the provider', error('unavailable'), true],
    ['a throttle', error('throttled'), undefined],
    ['the same again', missing, false],
  ])('after it was missing, %s: known %s', (_, outcome, isKnown) => {
    expect(learnedFrom(outcome, { missingMs: 5 }).isKnown).toBe(isKnown);
  });

  test('keeps no long text', () => {
    const { odd } = learnedFrom({ kind: 'not-found', message: 'x'.repeat(999), evidence }, {});
    expect(odd).toHaveLength(200);
  });
});
