import type { Problem, Storyboard, Take, UnconfirmedList } from '@cineflow/contracts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestApp, type TestApp } from './start-test-app.ts';

const GONE = 'gone-provider';
const request = {
  model: 'm',
  prompt: 'a heron lands',
  inputs: [],
  durationSeconds: 10,
  aspectRatio: '16:9',
} as const;

let api: TestApp;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
  const takes = [1, 2, 3].map((segmentIndex) => {
    return { providerId: GONE, segmentIndex, takeNumber: 1, request, fingerprint: `f${segmentIndex}` };
  });
  const head = { id: 'sb_gone', name: 'heron', providerId: GONE, model: 'm', force: false } as const;
  const storyboard = { ...head, priority: 'normal' as const, warnings: [], takes };
  const { book } = api.context;
  await book.storyboards.accept({ storyboard });
  const { redisEpoch: epoch } = await book.identity.read({});
  await book.takes.begin({ takeId: 'sb_gone-2-1', attemptId: 'a', epoch });
  await book.takes.markUnconfirmed({ takeId: 'sb_gone-2-1', by: { attemptId: 'a' }, detail: {} });
  await book.takes.cancel({ takeIds: ['sb_gone-3-1'], detail: {} });
});
afterAll(() => api[Symbol.asyncDispose]());

async function read<Body>(url: string): Promise<Body> {
  return (await api.app.inject(url)).json<Body>();
}

describe('takes of a provider that the settings do not have any more', () => {
  test('say so, and promise no end', async () => {
    expect(await read<Take>('/v1/takes/sb_gone-1-1')).toMatchObject({
      waitReason: 'worker',
      waitDetail: expect.stringContaining('the settings do not have its provider'),
    });
    const storyboard = await read<Storyboard>('/v1/storyboards/sb_gone');
    expect(storyboard.waiting).toEqual([{ reason: 'worker', takes: 2 }]);
    expect(storyboard).not.toHaveProperty('eta');
  });

  test('are listed where a person has to decide', async () => {
    const { unconfirmed } = await read<UnconfirmedList>('/v1/unconfirmed');
    expect(unconfirmed).toMatchObject([{ take: { takeId: 'sb_gone-2-1' }, search: 'impossible' }]);
  });

  test('are not ordered once more', async () => {
    const payload = { by: 'Li', reason: 'again' };
    const answer = await api.app.inject({ method: 'POST', url: '/v1/takes/sb_gone-3-1/retry', payload });
    expect(answer.statusCode).toBe(409);
    expect(answer.json<Problem>().detail).toContain(`its provider ${GONE} is not set up; there are sora-hk`);
  });
});
