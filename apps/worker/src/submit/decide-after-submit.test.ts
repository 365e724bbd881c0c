import type { Refusal, CreateOutcome } from '@cineflow/providers';
import { describe, expect, test } from 'vitest';
import { defined } from '@cineflow/core';
import { blameFor, decideAfterSubmit } from './decide-after-submit.ts';

const evidence = { elapsedMs: 1 };
const refused = (refusal: Refusal, retryAfterMs?: number): CreateOutcome & { kind: 'refused' } => ({
  kind: 'refused',
  refusal,
  message: 'no',
  ...defined({ retryAfterMs }),
  evidence,
});

describe('decideAfterSubmit', () => {
  test('never requeues a create with an unknown outcome', () => {
    const outcome = { kind: 'unconfirmed', message: '?', evidence } as const;
    for (const attempt of [1, 2, 10, 1000])
      expect(decideAfterSubmit(outcome, attempt)).toEqual({ kind: 'unconfirmed' });
  });

  test.each([
    ['content-policy', { kind: 'fail', reason: 'content-policy' }],
    ['invalid', { kind: 'fail', reason: 'invalid' }],
    ['auth', { kind: 'requeue', cause: 'auth' }],
    ['balance', { kind: 'requeue', cause: 'balance' }],
    ['rate-limited', { kind: 'requeue', cause: 'throttled' }],
    ['busy', { kind: 'requeue', cause: 'throttled' }],
  ] as const)('%s leads to %o', (refusal, decision) => {
    expect(decideAfterSubmit(refused(refusal), 1)).toMatchObject(decision);
  });

  test('counts a failed connection, but not our own delay', () => {
    const notSent = { kind: 'not-sent', message: 'x', evidence } as const;
    expect(decideAfterSubmit({ ...notSent, ownFault: false }, 1)).toMatchObject({ cause: 'error' });
    expect(decideAfterSubmit({ ...notSent, ownFault: true }, 1)).toMatchObject({ cause: 'own' });
  });

  test('throttles all creates for the Retry-After', () => {
    expect(decideAfterSubmit(refused('rate-limited', 7000), 1)).toMatchObject({ throttleMs: 7000 });
  });

  test('backs off a repeatedly refused take, up to a minute', () => {
    const backoff = (attempt: number) => {
      const decision = decideAfterSubmit(refused('busy'), attempt);
      return decision.kind === 'requeue' ? decision.backoffMs : null;
    };
    expect([1, 3, 4, 5, 8, 100].map(backoff)).toEqual([0, 0, 2000, 4000, 32_000, 60_000]);
  });
});

test.each([
  [0, 'unconfirmed-error'],
  [1, 'unconfirmed-error'],
  [2, 'own'],
  [3, 'own'],
])('of %i equal answers to one take the lane hears %s', (alike, kind) => {
  expect(blameFor(alike)).toBe(kind);
});
