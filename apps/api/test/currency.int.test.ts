import type { Problem, Storyboard, StoryboardEstimate } from '@cineflow/contracts';
import { startSandboxProcess, type RunningServer } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createContext } from '../src/context.ts';
import { openLane } from './move-take.ts';
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

describe('prices in another currency', () => {
  /** The provider's price is 6 cents in USD. */
  const withBookInYuan = (more: Record<string, string> = {}) =>
    startTestApp(inject('redisUrl'), {
      CINEFLOW_CURRENCY: 'CNY',
      SORA_API_KEY: 'k',
      SORA_BASE_URL: `${sandbox.url}/v1`,
      ...more,
    });
  const dryRun = ({ app }: TestApp) =>
    app.inject({
      method: 'POST',
      url: '/v1/storyboards?dryRun=true',
      payload: storyboardDocument(1, 'priced'),
    });

  test('are converted by the rate of the settings', async () => {
    await using own = await withBookInYuan({ CINEFLOW_RATES: 'USD=7.1' });
    const estimate = (await dryRun(own)).json<StoryboardEstimate>();
    expect(estimate).toMatchObject({ currency: 'CNY', estimate: { cents: 42.6 } });
    const { id } = await postStoryboard(own, storyboardDocument(1, 'priced'));
    expect(await own.context.book.takes.read({ takeId: `${id}-1-1` })).toMatchObject({
      priceMicros: 426_000,
    });
  });

  test('are unknown without a rate, which refuses a budget by name', async () => {
    await using own = await withBookInYuan();
    const { estimate, currency } = (await dryRun(own)).json<StoryboardEstimate>();
    expect([currency, estimate.toPay, estimate.cents]).toEqual(['CNY', 1, undefined]);
    const payload = { storyboard: storyboardDocument(1, 'limited'), options: { budgetCents: 100 } };
    const answer = await own.app.inject({ method: 'POST', url: '/v1/storyboards', payload });
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([422, 'price-unknown']);
    expect(answer.json<Problem>().detail).toMatch(
      /No budget can be kept.*unknown-currency.*USD.*CINEFLOW_RATES/,
    );
  });

  test('a lone CNY provider sets the currency, which the book keeps', async () => {
    await using only = await startTestApp(inject('redisUrl'), { SORA_API_KEY: '', DASHSCOPE_API_KEY: 'k' });
    const payload = { storyboard: storyboardDocument(1, 'yuan'), options: { budgetCents: 700 } };
    const { id } = await postStoryboard(only, payload);
    expect(await only.context.book.takes.read({ takeId: `${id}-1-1` })).toMatchObject({
      priceMicros: 6_000_000,
    });
    const read = (await only.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
    expect(read.cost).toMatchObject({ currency: 'CNY' });
    const { settings } = only.context;
    const later = { ...settings, book: { ...settings.book, currency: 'USD' } };
    await using another = createContext(later);
    expect((await another.book.identity.read({})).currency).toBe('CNY');
    expect(another.money.currency).toBe('CNY');
    await using wrong = createContext({ ...later, book: { ...later.book, isCurrencySet: true } });
    await expect(wrong.book.identity.read({})).rejects.toThrow(
      'the book counts in CNY, and CINEFLOW_CURRENCY is USD: amounts are never converted',
    );
  });
});
