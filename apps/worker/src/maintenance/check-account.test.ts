import type { Balance, Evidence, PollPage, Provider } from '@cineflow/providers';
import { describe, expect, test, vi } from 'vitest';
import { checkAccount } from './check-account.ts';

const evidence = (more: Partial<Evidence> = {}): Evidence => ({ elapsedMs: 1, ...more });
const FREE = { mayAsk: async () => true, heed: async () => {} };
const failed = (message: string, more: Partial<Evidence> = {}): Balance & PollPage => ({
  kind: 'error',
  cause: 'unavailable',
  message,
  evidence: evidence(more),
});
const account = (balance?: Balance, page?: PollPage): Provider =>
  ({
    id: 'p',
    models: [],
    ...(balance ? { balance: async () => balance } : {}),
    ...(page ? { pollPage: async () => page } : {}),
  }) as unknown as Provider;

describe('checkAccount', () => {
  test.each<[string, Provider, string]>([
    [
      'a balance',
      account({ kind: 'known', balance: { amountMicros: 1, currency: 'USD' }, evidence: evidence() }),
      'good',
    ],
    [
      'a list, where there is no balance',
      account(failed('no', { status: 404 }), { kind: 'page', rowCount: 0, outcomes: new Map() }),
      'good',
    ],
    ['a good key of which no amount is told', account({ kind: 'known', evidence: evidence() }), 'good'],
    ['trouble of the provider', account(failed('busy', { status: 503 })), 'unknown'],
    ['nothing to ask', account(), 'unknown'],
  ])('judges %s as %s', async (_, provider, kind) => {
    expect((await checkAccount(provider, FREE)).kind).toBe(kind);
  });

  test.each<[string, Provider, string, RegExp]>([
    [
      'a refused key',
      account({ kind: 'refused', refusal: 'auth', message: 'no', evidence: evidence() }),
      'auth',
      /no/,
    ],
    ['a refused connection', account(failed('connect ECONNREFUSED')), 'address', /does not answer: connect/],
    ['a certificate', account(failed('certificate has expired')), 'address', /certificate/],
    ['a proxy', account(failed('x', { status: 407 })), 'address', /proxy/],
    [
      'a wrong path',
      account(failed('x', { status: 404 }), failed('x', { status: 404 })),
      'address',
      /path \(HTTP 404\)/,
    ],
    [
      'a web page',
      account(failed('x', { status: 200, bodyStart: '<!DOCTYPE html><p>Hello' })),
      'address',
      /web page/,
    ],
  ])('stops the lane for %s', async (_, provider, reason, message) => {
    expect(await checkAccount(provider, FREE)).toMatchObject({
      kind: 'bad',
      reason,
      message: expect.stringMatching(message),
    });
  });

  test('asks nothing without budget', async () => {
    const balance = vi.fn<NonNullable<Provider['balance']>>();
    const check = await checkAccount({ balance }, { ...FREE, mayAsk: async () => false });
    expect(check).toMatchObject({ kind: 'unknown', message: expect.stringMatching(/may not be asked/) });
    expect(balance).not.toHaveBeenCalled();
  });

  test.each<[string, Provider, number]>([
    ['balance', account({ ...failed('busy', { status: 429 }), throttledMs: 7000 }), 7000],
    [
      'list',
      account(failed('no', { status: 404 }), {
        kind: 'error',
        cause: 'throttled',
        message: 'busy',
        evidence: evidence({ status: 429 }),
      }),
      1000,
    ],
  ])('passes on the Retry-After of a %s', async (_, provider, throttledMs) => {
    const heed = vi.fn<(pause: { throttledMs?: number }) => Promise<void>>().mockResolvedValue();
    expect((await checkAccount(provider, { ...FREE, heed })).kind).toBe('unknown');
    expect(heed).toHaveBeenLastCalledWith(expect.objectContaining({ throttledMs }));
  });
});
