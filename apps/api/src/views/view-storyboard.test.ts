import { Storyboard } from '@cineflow/contracts';
import type { StoryboardRecord } from '@cineflow/book';
import { emptyCounts } from '@cineflow/core';
import { expect, test } from 'vitest';
import { quietLane } from '../../test/quiet-lane.ts';
import { takeRecord } from '../../test/take-record.ts';
import { viewStoryboard, type StoryboardFacts, type StoryboardPart } from './view-storyboard.ts';

const record: StoryboardRecord = {
  id: 'sb_1',
  name: '雨夜',
  providerId: 'sora-hk',
  model: 'sora-2',
  isPaused: false,
  priority: 'normal',
  shots: 2,
  takes: 4,
  warnings: [],
  counts: { ...emptyCounts(), completed: 1, rendering: 1, queued: 2 },
  spentMicros: 120_000,
  reservedMicros: 0,
  createdAt: 1_600_000_000_000,
};
type Facts = Partial<Pick<StoryboardFacts, 'record'> & StoryboardPart>;

/** The storyboard's own provider and model. */
const part = ({ takes = [], lane = quietLane, renderDurationsMs = [], places = [] }: Facts) => ({
  providerId: 'sora-hk',
  model: 'sora-2',
  takes,
  lane,
  renderDurationsMs,
  places,
});
const view = (facts: Facts) =>
  viewStoryboard({
    record: facts.record ?? record,
    parts: facts.takes
      ? [part(facts)]
      : { lane: part(facts).lane, renderDurationsMs: part(facts).renderDurationsMs },
    settleMs: 1000,
    currency: 'USD',
  });

test('counts deviating clips in a warning', () => {
  expect(view({}).warnings).toEqual([]);
  const storyboard = view({ record: { ...record, differing: 2 } });
  expect(Storyboard.parse(storyboard).warnings).toMatchObject([{ code: 'clip-differs', count: 2 }]);
});

test('counts bought takes of unknown cost beside what was spent', () => {
  expect(view({}).cost).not.toHaveProperty('unpricedTakes');
  const { cost } = view({ record: { ...record, spentMicros: 0, unpriced: 3 } });
  expect(cost).toMatchObject({ spentCents: 0, unpricedTakes: 3 });
});

test('matches the contract, with sums of its takes', () => {
  const storyboard = view({});
  expect(Storyboard.parse(storyboard)).toEqual(storyboard);
  expect(storyboard).toMatchObject({
    state: 'running',
    progress: 0.25,
    cost: { currency: 'USD', spentCents: 12 },
    links: { self: '/v1/storyboards/sb_1', shots: '/v1/storyboards/sb_1/shots' },
  });
});

test('derives reasons from counts without takes', () => {
  expect(view({}).waiting).toEqual([
    { reason: 'permit', takes: 2 },
    { reason: 'provider', takes: 1 },
  ]);
});

test('uses the reasons of its takes', () => {
  const takes = [takeRecord({ state: 'queued', wait: 'dependency' }), takeRecord({ state: 'rendering' })];
  expect(view({ takes }).waiting.map(({ reason }) => reason)).toEqual(['dependency', 'provider']);
});

test('estimates the end from recent renders', () => {
  const rendering = takeRecord({ state: 'rendering', submittedAt: quietLane.now - 400 });
  const done = { ...record, counts: { ...emptyCounts(), rendering: 1 } };
  expect(view({}).eta).toBeUndefined();
  const { eta } = view({ record: done, takes: [rendering], renderDurationsMs: [900, 1000, 5000] });
  expect(eta).toBe(new Date(quietLane.now + 600).toISOString());
});

test('has no expected end while a part is stopped', () => {
  const waiting = { ...record, counts: { ...emptyCounts(), queued: 1 } };
  const etaOf = (facts: Facts) =>
    view({ record: waiting, renderDurationsMs: [900, 1000, 5000], ...facts }).eta;
  expect(etaOf({ takes: [takeRecord({ state: 'queued' })] })).toBeDefined();
  expect(etaOf({ takes: [takeRecord({ state: 'queued', wait: 'budget' })] })).toBeUndefined();
  expect(
    etaOf({ takes: [takeRecord({ state: 'queued', wait: 'budget', waitDetail: 'x' })] }),
  ).toBeUndefined();
  expect(etaOf({ record: { ...waiting, isPaused: true } })).toBeUndefined();
  for (const obstacle of [{ isRecovering: true }, { storageFull: true as const }, { isNotSetUp: true }])
    expect(etaOf({ lane: { ...quietLane, ...obstacle } })).toBeUndefined();
});

test('uses the later end of two providers', () => {
  const queued = { ...record, counts: { ...emptyCounts(), queued: 2 } };
  const stopped = { ...quietLane, capacity: 0, isolation: 'balance', breaker: 'isolated' } as const;
  const parts = (lane: typeof quietLane) => [
    part({ takes: [takeRecord({ state: 'queued' })], renderDurationsMs: [1000, 1000, 1000], places: [1] }),
    {
      ...part({
        takes: [takeRecord({ state: 'queued' })],
        renderDurationsMs: [9000, 9000, 9000],
        places: [4],
      }),
      providerId: 'sandbox',
      lane,
    },
  ];
  const both = viewStoryboard({ record: queued, parts: parts(stopped), settleMs: 1000, currency: 'USD' });
  expect(both.waiting.map(({ reason }) => reason)).toEqual(['permit', 'balance']);
  expect(both.eta).toBeUndefined();
  const free = viewStoryboard({ record: queued, parts: parts(quietLane), settleMs: 1000, currency: 'USD' });
  expect(free.queue).toEqual({ next: 1, last: 4 });
  expect(Date.parse(free.eta ?? '')).toBeGreaterThanOrEqual(quietLane.now + 9000);
});
