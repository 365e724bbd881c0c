import type { PlannedRoute } from '@cineflow/core';
import { expect } from 'vitest';
import {
  begin,
  type Cases,
  clipOf,
  detail,
  finish,
  type Harness,
  make,
  order,
  plan,
  rowOf,
  send,
  takeOf,
} from './harness.ts';

const PRICES = { near: 25, far: 40 };

function routeOf(id: string, providerId: keyof typeof PRICES, content = id): PlannedRoute {
  const request = {
    model: `${providerId}-model`,
    prompt: `Shot of ${id}`,
    inputs: [],
    durationSeconds: 5,
    aspectRatio: '16:9',
  };
  const priceCents = PRICES[providerId];
  return { providerId, request, fingerprint: `${content} at ${providerId}`, priceCents };
}

/** Orders one take that may be made near or far; equal contents have the same fingerprints. */
async function orderRouted({ book }: Harness, id: string, content = id): Promise<string> {
  const routes = [routeOf(id, 'near', content), routeOf(id, 'far', content)];
  const { takes, ...storyboard } = plan({ id });
  const routed = takes.map((take) => ({ ...take, ...routes[0], routes, chosen: 'first of near, far' }));
  await book.storyboards.accept({ storyboard: { ...storyboard, takes: routed } });
  return takeOf(id);
}

const eventsOf = async ({ book }: Harness, takeId: string) =>
  (await book.takes.timelines({ takeIds: [takeId] }))[0]?.map(({ event }) => event);

/** Brings a take near to `queued` again after an attempt that bought nothing, then far. */
async function goFar({ book }: Harness, takeId: string): Promise<void> {
  await begin(book, takeId, 'a1');
  await book.takes.requeue({ takeId, attemptId: 'a1', by: 'holder', detail });
  await book.takes.reroute({ takeId, rank: 2, failed: 'unusable', detail: 'no money' });
}

/** A take with a choice is made by one provider at a time, and paid once. */
export const routeCases: Cases = {
  'a take begins on its first route, and says why': async (harness) => {
    const { book } = harness;
    const takeId = await orderRouted(harness, 's');
    expect(await book.takes.read({ takeId })).toMatchObject({ providerId: 'near', route: 1 });
    expect(await book.takes.timelines({ takeIds: [takeId] })).toMatchObject([
      [{ event: 'route', detail: 'first of near, far' }],
    ]);
    expect(await book.takes.routes({ takeId })).toMatchObject([
      { rank: 1, providerId: 'near', isPresent: true, isRetired: false, restedMs: Infinity },
      { rank: 2, providerId: 'far', isPresent: false },
    ]);
    expect(await begin(book, takeId, 'a1')).toMatchObject({ verdict: 'go', model: 'near-model' });
  },

  'a take without a choice has no routes, and is not moved': async ({ book }) => {
    const [takeId = ''] = await order(book, { id: 's' });
    expect(await book.takes.routes({ takeId })).toEqual([]);
    expect(await book.takes.reroute({ takeId, rank: 1, detail: '' })).toMatchObject({ verdict: 'stale' });
    expect(await book.takes.routed({ providerId: 'provider', limit: 9 })).toEqual([]);
  },

  'a moved take is sent with the request and the price of its new route': async (harness) => {
    const { book } = harness;
    const takeId = await orderRouted(harness, 's');
    const before = await rowOf(book, takeId);
    await goFar(harness, takeId);
    const row = await rowOf(book, takeId);
    expect(row).toMatchObject({ providerId: 'far', model: 'far-model', state: 'queued' });
    expect(row.version).toBeGreaterThan(before.version);
    const begun = await begin(book, takeId, 'a2');
    expect(begun).toMatchObject({ verdict: 'go', model: 'far-model', request: { model: 'far-model' } });
    await book.takes.accept({ takeId, attemptId: 'a2', operationId: 'op', detail });
    expect(await book.takes.read({ takeId })).toMatchObject({ spentMicros: 400_000, providerId: 'far' });
    expect(await book.operations.bound({ providerId: 'far', operationIds: ['op'] })).toEqual(['op']);
    expect(await eventsOf(harness, takeId)).toEqual([
      'route',
      'begin',
      'requeue',
      'reroute',
      'begin',
      'accept',
    ]);
  },

  'a route that failed is remembered, and a retired one for good': async (harness) => {
    const { book } = harness;
    const takeId = await orderRouted(harness, 's');
    await goFar(harness, takeId);
    const [first] = await book.takes.routes({ takeId });
    expect(first?.restedMs).toBeLessThan(60_000);
    await book.takes.reroute({ takeId, rank: 1, failed: 'retired', detail: 'retired' });
    expect(await book.takes.routes({ takeId })).toMatchObject([
      { isPresent: true, isRetired: false },
      { isPresent: false, isRetired: true },
    ]);
  },

  'a take that may have been sent is not moved': async (harness) => {
    const { book } = harness;
    const takeId = await orderRouted(harness, 's');
    const move = () => book.takes.reroute({ takeId, rank: 2, detail: '' });
    await begin(book, takeId, 'a1');
    expect(await move()).toMatchObject({ verdict: 'stale' });
    await book.takes.markUnconfirmed({ takeId, by: { attemptId: 'a1' }, detail });
    expect(await move()).toMatchObject({ verdict: 'stale' });
    await book.takes.accept({ takeId, attemptId: 'a1', operationId: 'op', detail });
    expect(await move()).toMatchObject({ verdict: 'stale' });
    expect(await book.takes.routed({ providerId: 'near', limit: 9 })).toEqual([]);
  },

  'content that is stored on another route is not paid on this one': async (harness) => {
    const { book } = harness;
    const first = await orderRouted(harness, 's', 'same');
    await goFar(harness, first);
    await make(book, first, 'made');
    const second = await orderRouted(harness, 't', 'same');
    expect(await begin(book, second, 'b1')).toEqual({ verdict: 'elsewhere', rank: 2, moved: [] });
    const [third = ''] = await order(book, { id: 'u', contents: ['same at near'] });
    expect(await begin(book, third, 'c1')).toMatchObject({ verdict: 'go' });
    await book.takes.reroute({ takeId: second, rank: 2, detail: 'its clip is there' });
    expect(await begin(book, second, 'b2', { epoch: null })).toMatchObject({
      verdict: 'reuse',
      clip: clipOf('made'),
    });
  },

  'content that is being made on another route is waited for': async (harness) => {
    const { book } = harness;
    const first = await orderRouted(harness, 's', 'same');
    await goFar(harness, first);
    await send(book, first, 'a2', 'op');
    const second = await orderRouted(harness, 't', 'same');
    expect(await begin(book, second, 'b1')).toMatchObject({ verdict: 'elsewhere', rank: 2 });
    await book.takes.reroute({ takeId: second, rank: 2, detail: '' });
    expect(await begin(book, second, 'b2')).toMatchObject({ verdict: 'follow' });
    await finish(book, first, 'op', 'made');
    expect(await begin(book, second, 'b3')).toMatchObject({ verdict: 'reuse' });
  },

  'a take that leaves hands its content over': async (harness) => {
    const { book } = harness;
    const first = await orderRouted(harness, 's', 'same');
    await begin(book, first, 'a1');
    const [other = ''] = await order(book, { id: 't', contents: ['same at near'] });
    expect(await begin(book, other, 'b1')).toMatchObject({ verdict: 'follow' });
    await book.takes.requeue({ takeId: first, attemptId: 'a1', by: 'holder', detail });
    await book.takes.reroute({ takeId: first, rank: 2, failed: 'unusable', detail: '' });
    expect(await begin(book, other, 'b2')).toMatchObject({ verdict: 'go' });
  },

  'a late fact of a route that was left brings the take back': async (harness) => {
    const { book } = harness;
    const takeId = await orderRouted(harness, 's');
    await goFar(harness, takeId);
    const late = { takeId, attemptId: 'a1', operationId: 'late', detail };
    expect(await book.takes.accept(late)).toMatchObject({
      verdict: 'accepted',
      moved: [{ providerId: 'near', model: 'near-model', operationId: 'late' }],
    });
    expect(await book.takes.read({ takeId })).toMatchObject({
      state: 'rendering',
      providerId: 'near',
      spentMicros: 250_000,
    });
    expect(await book.operations.bound({ providerId: 'near', operationIds: ['late'] })).toEqual(['late']);
    await finish(book, takeId, 'late', 'made');
    const [equal = ''] = await order(book, { id: 't', contents: ['s at far'] });
    expect(await begin(book, equal, 'b1')).toMatchObject({ verdict: 'go' });
  },

  'a second operation is an incident at the provider that has it': async (harness) => {
    const { book } = harness;
    const takeId = await orderRouted(harness, 's');
    await goFar(harness, takeId);
    await begin(book, takeId, 'a2');
    await book.takes.accept({ takeId, providerId: 'near', operationId: 'late', detail });
    const second = { takeId, attemptId: 'a2', operationId: 'op', detail };
    expect(await book.takes.accept(second)).toMatchObject({ verdict: 'second', operationId: 'late' });
    expect(await book.takes.read({ takeId })).toMatchObject({ providerId: 'near', spentMicros: 650_000 });
    expect(await book.operations.incidents({ limit: 9 })).toMatchObject([
      { kind: 'second-operation', providerId: 'far', operationId: 'op' },
    ]);
    const refund = { providerId: 'far', operationId: 'op', refundMicros: 'all' } as const;
    expect(await book.operations.refund(refund)).toMatchObject({ refundedMicros: 400_000 });
    const [equal = ''] = await order(book, { id: 't', contents: ['s at far'] });
    expect(await begin(book, equal, 'b1')).toMatchObject({ verdict: 'go' });
  },

  'an abandoned draft leaves no routes': async (harness) => {
    const { book, sql } = harness;
    await orderRouted(harness, 's');
    await sql(`update storyboards set is_draft = 1, created_at = 1`);
    while ((await book.storyboards.sweepDrafts({ olderThanMs: 1 })).removed > 0);
    expect(await sql('select take_id from routes')).toEqual([]);
    expect(await sql('select take_id from events')).toEqual([]);
    expect(await book.storyboards.read({ id: 's' })).toBeNull();
  },
};
