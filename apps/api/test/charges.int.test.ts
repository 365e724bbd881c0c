import type { IncidentList, Receipt, ShotList, Storyboard, TakeWithTimeline } from '@cineflow/contracts';
import { startSandboxProcess, type RunningServer } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { beginTake, openLane, renderTake } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

let sandbox: RunningServer;
let api: TestApp;

beforeAll(async () => {
  sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k', SANDBOX_RENDER_MS: '0' });
  api = await startTestApp(inject('redisUrl'), { SORA_API_KEY: 'k', SORA_BASE_URL: `${sandbox.url}/v1` });
  await openLane(api.context, 50);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const takeOf = async (id: string) => (await api.app.inject(`/v1/takes/${id}`)).json<TakeWithTimeline>();

describe('sums and incidents', () => {
  test('a second operation counts in every sum and is an incident', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(1, 'bought twice'));
    const takeId = `${id}-1-1`;
    await renderTake(api.context, takeId);
    const again = { takeId, operationId: `op2-${takeId}`, costMicros: 70_000, detail: {} };
    await api.context.book.takes.accept(again);
    const receipt = (await api.app.inject(`/v1/storyboards/${id}/receipt`)).json<Receipt>();
    expect(receipt.lines[0]?.operations).toMatchObject([{ chargedCents: 6 }, { chargedCents: 7 }]);
    const storyboard = (await api.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
    const sums = [receipt.chargedCents, receipt.lines[0]?.chargedCents, storyboard.cost.spentCents];
    expect([...sums, (await takeOf(takeId)).costCents]).toEqual([13, 13, 13, 13]);
    const { incidents } = (await api.app.inject('/v1/incidents')).json<IncidentList>();
    expect(incidents.find((incident) => incident.takeId === takeId)).toMatchObject({
      kind: 'second-operation',
      providerId: 'sora-hk',
      operationId: `op2-${takeId}`,
    });
  });
});

describe('implausible amounts', () => {
  test.each<[string, { costMicros: number } | { oddCost: string }]>([
    ['1e308 cents', { costMicros: 1e308 * 10_000 }],
    ['a negative cost', { costMicros: -60_000 }],
    ['a million times the price', { costMicros: 60_000_000_000 }],
    ['NaN', { costMicros: Number.NaN }],
    ['text', { oddCost: '"free"' }],
  ])('%s: the price counts on every route, and it is an incident', async (name, told) => {
    const { id } = await postStoryboard(api, storyboardDocument(1, `odd ${name}`));
    const takeId = `${id}-1-1`;
    await beginTake(api.context, takeId);
    const operationId = `odd-${takeId}`;
    const fact = { takeId, attemptId: `attempt-${takeId}`, operationId, detail: {}, ...told };
    expect(await api.context.book.takes.accept(fact)).toMatchObject({ verdict: 'accepted' });
    const receipt = (await api.app.inject(`/v1/storyboards/${id}/receipt`)).json<Receipt>();
    const storyboard = (await api.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
    const list = (await api.app.inject('/v1/storyboards?limit=100')).json<{ storyboards: Storyboard[] }>();
    const listed = list.storyboards.find((one) => one.id === id);
    const shots = (await api.app.inject(`/v1/storyboards/${id}/shots`)).json<ShotList>();
    const sums = [receipt.chargedCents, storyboard.cost.spentCents, listed?.cost.spentCents];
    expect([...sums, shots.shots[0]?.takes[0]?.costCents, (await takeOf(takeId)).costCents]).toEqual([
      6, 6, 6, 6, 6,
    ]);
    const { incidents } = (await api.app.inject('/v1/incidents')).json<IncidentList>();
    expect(incidents.find((incident) => incident.takeId === takeId)).toMatchObject({
      kind: 'odd-cost',
      operationId,
    });
  });
});

describe('a refund', () => {
  test('shows as the same sum on take, receipt and storyboard', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(1, 'refunded'));
    const takeId = `${id}-1-1`;
    await renderTake(api.context, takeId);
    const failure = { reason: 'provider-failed', message: 'x' } as const;
    const end = { takeId, event: 'fail', operationId: `op-${takeId}`, failure, detail: {} } as const;
    await api.context.book.takes.end({ ...end, refundMicros: 40_000 });
    const receipt = (await api.app.inject(`/v1/storyboards/${id}/receipt`)).json<Receipt>();
    expect(receipt.lines[0]?.operations).toMatchObject([{ chargedCents: 6, refundedCents: 4 }]);
    const storyboard = (await api.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
    const take = await takeOf(takeId);
    const sums = [
      receipt.chargedCents,
      receipt.lines[0]?.chargedCents,
      storyboard.cost.spentCents,
      take.costCents,
    ];
    expect(sums).toEqual([2, 2, 2, 2]);
    expect(take.timeline.at(-2)).toMatchObject({ event: 'fail' });
    expect(take.timeline.at(-1)).toMatchObject({ event: 'refund', detail: 'the provider gave 4 cents back' });
  });
});
