import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem, ShotList, StoryboardEstimate, TakeWithTimeline } from '@cineflow/contracts';
import { connectRedis } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';

const MODELS = `
models:
  - id: sora-2
    family: sora-hk
    prices:
      - { unit: call, amount: 0.9, currency: USD }
  - id: wan2.6-t2v
    family: dashscope
    prices:
      - { unit: second, amount: 0.35, currency: CNY }
`;
const BOTH = { providers: ['sora-hk', 'dashscope'] };
let directory: string;
let api: TestApp;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cineflow-routing-'));
  const path = join(directory, 'models.yaml');
  await writeFile(path, MODELS);
  api = await startTestApp(inject('redisUrl'), {
    DASHSCOPE_API_KEY: 'd',
    CINEFLOW_DEFAULT_PROVIDER: 'sora-hk',
    CINEFLOW_MODELS_FILE: path,
    CINEFLOW_RATES: 'CNY=0.14',
  });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const bodyOf = (options: object, shots: readonly object[] = [{}]) => ({
  storyboard: {
    segments: shots.map((shot, index) => ({
      segment_index: index + 1,
      prompt_text: 'harbour at night',
      duration_seconds: 10,
      ...shot,
    })),
  },
  options,
});

async function orderedTakes(options: object, shots?: readonly object[]): Promise<TakeWithTimeline[]> {
  const { id } = await postStoryboard(api, bodyOf(options, shots));
  const list = (await api.app.inject(`/v1/storyboards/${id}/shots`)).json<ShotList>();
  const names = list.shots.flatMap((shot) => shot.takes.map(({ takeId }) => takeId));
  const read = names.map(async (name) =>
    (await api.app.inject(`/v1/takes/${name}`)).json<TakeWithTimeline>(),
  );
  return Promise.all(read);
}

const whyOf = (take: TakeWithTimeline | undefined) =>
  take?.timeline.find(({ event }) => event === 'route')?.['detail'];

describe('an order with routing', () => {
  test('goes to the cheapest, in the currency of the book', async () => {
    const [take] = await orderedTakes({ ...BOTH, routing: 'cheapest' });
    expect(take).toMatchObject({ providerId: 'dashscope', model: 'wan2.6-t2v' });
    expect(whyOf(take)).toBe('cheapest of dashscope wan2.6-t2v (49 cents), sora-hk sora-2 (90 cents)');
  });

  test('goes to the first by default', async () => {
    const [take] = await orderedTakes(BOTH);
    expect(take?.providerId).toBe('sora-hk');
    expect(whyOf(take)).toBe('first of sora-hk sora-2, dashscope wan2.6-t2v');
  });

  test('goes to the one whose renders are fastest', async () => {
    await using redis = connectRedis(inject('redisUrl'));
    const { key } = api.context.line('dashscope');
    await redis.rpush(`${key}:renders:wan2.6-t2v:10`, 61_000, 65_000, 70_000);
    const [take] = await orderedTakes({ ...BOTH, routing: 'fastest' });
    expect(take?.providerId).toBe('dashscope');
    expect(whyOf(take)).toBe('fastest of dashscope wan2.6-t2v (65 s), sora-hk sora-2 (no render known)');
  });

  test('leaves a shot with its own provider alone', async () => {
    const takes = await orderedTakes({ ...BOTH, routing: 'cheapest' }, [{}, { provider: 'sora-hk' }]);
    expect(takes.map(({ providerId }) => providerId)).toEqual(['dashscope', 'sora-hk']);
    expect(whyOf(takes[1])).toBeUndefined();
  });

  test('is estimated at the price of its best route', async () => {
    const payload = bodyOf({ ...BOTH, routing: 'cheapest', dryRun: true, takes: 2 });
    const answer = await api.app.inject({ method: 'POST', url: '/v1/storyboards', payload });
    expect(answer.json<StoryboardEstimate>()).toMatchObject({ estimate: { toPay: 2, cents: 98 } });
  });

  test('names every reason why no candidate can make a shot', async () => {
    const payload = bodyOf(BOTH, [{ resolution: '21:9' }]);
    const answer = await api.app.inject({ method: 'POST', url: '/v1/storyboards', payload });
    expect(answer.statusCode).toBe(422);
    const { errors = [] } = answer.json<Problem>();
    expect(errors).toMatchObject([{ pointer: '/storyboard/segments/0/resolution' }]);
    expect(errors[0]?.detail).toMatch(/sora-2 .*; .*wan2\.6-t2v /);
  });
});

test('a budget needs a price: a route without one is none', async () => {
  await using poor = await startTestApp(inject('redisUrl'), {
    DASHSCOPE_API_KEY: 'd',
    CINEFLOW_DEFAULT_PROVIDER: 'sora-hk',
    CINEFLOW_RATES: 'CNY=0.14',
  });
  const payload = bodyOf({ ...BOTH, budgetCents: 10_000 });
  const answer = await poor.app.inject({ method: 'POST', url: '/v1/storyboards', payload });
  expect(answer.statusCode).toBe(202);
  const { id } = answer.json<{ id: string }>();
  const take = (await poor.app.inject(`/v1/takes/${id}-1-1`)).json<TakeWithTimeline>();
  expect(take.providerId).toBe('dashscope');
  expect(whyOf(take)).toBe('first of dashscope wan2.6-t2v; without sora-hk: the price is not known');
});
