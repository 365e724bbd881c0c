import { FINAL_TAKE_STATES } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { waitOf, type WaitingLane, type WaitingTake } from './wait.ts';

const quietLane: WaitingLane = {
  now: 1_700_000_000_000,
  breaker: 'closed',
  maximum: 20,
  inFlight: 0,
  models: {},
};
const SETTLE_MS = 1000;
const at = (take: WaitingTake, lane: Partial<WaitingLane> = {}) =>
  waitOf(take, { ...quietLane, ...lane }, SETTLE_MS);

test.each<[string, Partial<WaitingLane>, object]>([
  ['a free lane', {}, { reason: 'permit' }],
  ['a refused key', { isolation: 'auth' }, { reason: 'auth' }],
  ['an empty balance', { isolation: 'balance' }, { reason: 'balance' }],
  [
    'a good address',
    { isolation: 'address', isolationNote: 'a web page answers' },
    { reason: 'address', detail: 'a web page answers' },
  ],
  [
    'permits of overdue takes',
    { overdue: 2, inFlight: 20 },
    { reason: 'permit', detail: '2 of 20 permits in use belong to overdue takes' },
  ],
  ['a person who stopped it', { isolation: 'manual' }, { reason: 'paused' }],
  ['a Retry-After', { throttledUntil: quietLane.now + 5 }, { reason: 'rate', untilMs: quietLane.now + 5 }],
  ['a Retry-After that is over', { throttledUntil: quietLane.now }, { reason: 'permit' }],
  ['an open breaker', { breaker: 'open', nextChangeAt: 77 }, { reason: 'breaker', untilMs: 77 }],
  ['a recovering breaker', { breaker: 'recovering', nextChangeAt: 78 }, { reason: 'breaker', untilMs: 78 }],
  ['free space in the store', { storageFull: true, breaker: 'open' }, { reason: 'storage' }],
  [
    'a Redis that is full',
    { isRecovering: true, recovery: 'Redis is full.' },
    { reason: 'recovery', detail: 'Redis is full.' },
  ],
  ['the rebuild of Redis', { isRecovering: true, breaker: 'open' }, { reason: 'recovery' }],
  [
    'the book above all',
    { bookAway: 'The book is locked.', isRecovering: true, storageFull: true },
    { reason: 'storage', detail: 'The book is locked.' },
  ],
  ["the provider's own limit", { learnedLimit: 3, nextChangeAt: 79 }, { reason: 'permit', untilMs: 79 }],
])('a queued take waits for %s', (_name, lane, wait) => {
  expect(at({ state: 'queued' }, lane)).toEqual(wait);
});

test.each(['queued', 'rendering', 'unconfirmed', 'collecting'] as const)(
  'a %s take of a provider that is not set up waits for it',
  (state) => {
    const lane = { isNotSetUp: true, noWorkerSince: null };
    const wait = {
      reason: 'worker',
      detail: expect.stringContaining('the settings do not have its provider'),
    };
    expect(at({ state }, lane)).toMatchObject(wait);
    expect(at({ state: 'completed' }, lane)).toBeNull();
  },
);

test('without a list only a person settles an unconfirmed create', () => {
  const take = { state: 'unconfirmed', unconfirmedAt: quietLane.now } as const;
  expect(at(take)).toMatchObject({ untilMs: quietLane.now + 5 * SETTLE_MS });
  const detail = 'the provider has no list: a person must decide';
  expect(at(take, { hasNoList: true })).toEqual({ reason: 'unconfirmed', detail });
});

test('names the most severe obstacle of a lane', () => {
  const lane = { isolation: 'auth', throttledUntil: quietLane.now + 5, breaker: 'open' } as const;
  expect(at({ state: 'queued' }, lane)?.reason).toBe('auth');
  expect(at({ state: 'queued' }, { throttledUntil: lane.throttledUntil, breaker: 'open' })?.reason).toBe(
    'rate',
  );
});

test('a reason of the take precedes that of the lane', () => {
  const take = { state: 'collecting', wait: 'storage', waitUntil: 9, waitDetail: 'disk full' } as const;
  expect(at(take)).toEqual({ reason: 'storage', untilMs: 9, detail: 'disk full' });
  expect(at({ state: 'queued', wait: 'dependency' }, { isolation: 'auth' })).toEqual({
    reason: 'dependency',
  });
});

const retryAt = Date.parse('2026-01-02T03:04:05Z');
const exit = 'it is paid, and a person may end it by POST /v1/takes/sb_1-1-1/give-up';

test.each<[string, Partial<WaitingTake>, number, string]>([
  [
    'attempt, fault, next try and exit',
    { collectFailures: 3, waitDetail: "The clip's link is dead (status 403)", waitUntil: retryAt },
    retryAt - 1,
    `download 3 failed: The clip's link is dead (status 403); next try at 2026-01-02T03:04:05.000Z; ${exit}`,
  ],
  [
    'that its time has come',
    { collectFailures: 1, waitDetail: 'cut', waitUntil: retryAt },
    retryAt,
    `download 1 failed: cut; the next try is due now; ${exit}`,
  ],
  ['no number nobody counted', {}, retryAt, `a download failed; the next try is due now; ${exit}`],
])('a clip that cannot be fetched tells %s', (_name, known, now, detail) => {
  const take = { takeId: 'sb_1-1-1', state: 'collecting', wait: 'download', ...known } as const;
  const untilMs = known.waitUntil;
  expect(at(take, { now })).toEqual({ reason: 'download', ...(untilMs && { untilMs }), detail });
});

test('a reason in the book precedes those in Redis', () => {
  const lane = { isRecovering: true, isolation: 'auth' } as const;
  expect(at({ state: 'queued', isPaused: true, wait: 'budget' }, lane)).toEqual({ reason: 'paused' });
  const detail = 'take sb_1-1-1';
  expect(at({ state: 'queued', follows: 'sb_1-1-1' }, lane)).toEqual({ reason: 'dependency', detail });
  expect(at({ state: 'rendering', isPaused: true }, lane)).toEqual({ reason: 'provider' });
});

test.each(['rate', 'storage'] as const)('a backoff ends at its time: %s', (reason) => {
  const back = {
    state: 'queued',
    wait: reason,
    waitUntil: quietLane.now + 5,
    waitDetail: 'refused',
  } as const;
  expect(at(back)).toEqual({ reason, untilMs: quietLane.now + 5, detail: 'refused' });
  expect(at({ ...back, waitUntil: quietLane.now })).toEqual({ reason: 'permit' });
});

test('a sent take waits for the provider or for proof', () => {
  expect(at({ state: 'rendering' })).toEqual({ reason: 'provider' });
  expect(at({ state: 'overdue' })).toEqual({ reason: 'provider' });
  const since = quietLane.now - 4 * SETTLE_MS;
  const untilMs = quietLane.now + SETTLE_MS;
  expect(at({ state: 'unconfirmed', unconfirmedAt: since })).toEqual({ reason: 'unconfirmed', untilMs });
  const long = { state: 'unconfirmed', unconfirmedAt: since - SETTLE_MS } as const;
  expect(at(long)).toEqual({ reason: 'unconfirmed' });
  expect(at({ state: 'unconfirmed', unconfirmedAt: 500, suspects: ['x'] })).toEqual({
    reason: 'unconfirmed',
    detail: 'operations without a take in the provider’s list (x): a person must assign them',
  });
});

test.each<[string, Partial<WaitingTake>, string]>([
  ['once', { oddTimes: 1 }, 'an unclear answer, last: HTTP 500: broken'],
  [
    'often',
    { oddTimes: 7, oddAt: Date.parse('2026-01-02T03:04:05Z') },
    '7 unclear answers since 2026-01-02T03:04:05.000Z, last: HTTP 500: broken',
  ],
])('a sent take tells what its provider answers oddly %s', (_name, known, detail) => {
  for (const state of ['rendering', 'overdue'] as const)
    expect(at({ state, odd: 'HTTP 500: broken', ...known })).toEqual({ reason: 'provider', detail });
});

test('a late acceptance ends a wait in the queue', () => {
  expect(at({ state: 'rendering', wait: 'paused' })).toEqual({ reason: 'provider' });
  expect(at({ state: 'collecting', wait: 'budget' })).toBeNull();
});

test('a moving or final take waits for nothing', () => {
  expect(at({ state: 'submitting' })).toBeNull();
  expect(at({ state: 'collecting' })).toBeNull();
  for (const state of FINAL_TAKE_STATES) expect(at({ state, wait: 'storage' })).toBeNull();
});

test('without a worker every open take waits', () => {
  const since = Date.parse('2026-01-02T03:04:05Z');
  const detail = 'none since 2026-01-02T03:04:05.000Z';
  for (const state of [
    'queued',
    'submitting',
    'unconfirmed',
    'rendering',
    'overdue',
    'collecting',
  ] as const) {
    expect(at({ state }, { noWorkerSince: since })).toEqual({ reason: 'worker', detail });
  }
  expect(at({ state: 'queued' }, { noWorkerSince: null })?.detail).toBe('no worker has reported yet');
  expect(at({ state: 'queued', isPaused: true }, { noWorkerSince: null })?.reason).toBe('paused');
});
