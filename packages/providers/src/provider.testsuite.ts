import type { GenerationRequest } from '@cineflow/core';
import { describe, expect, test } from 'vitest';
import { type Reaction, startScriptedServer } from '../test/scripted-server.ts';
import type { Provider, SubmitContext } from './spec.ts';

/** What a provider's own answers look like, so that one suite can speak for all of them. */
export interface Dialect {
  create(options: { baseUrl: string; apiKey: string }): Provider;
  request: GenerationRequest;
  accepted: { reaction: Reaction; operationId: string };
  refused: Readonly<Record<string, { reaction: Reaction; refusal: string }>>;
  pending: Reaction;
  completed: { reaction: Reaction; url: string };
  failed: Reaction;
}

const apiKey = 'key-that-nobody-may-see';
const context: SubmitContext = { mayWrite: () => true, timeoutMs: 5_000 };
const hasty: SubmitContext = { mayWrite: () => true, timeoutMs: 250 };
const page = '<html><body><h1>Error</h1></body></html>';

/** Answers after which nobody knows whether the create was accepted. */
const unknowns: Readonly<Record<string, Reaction>> = {
  ...Object.fromEntries(
    [500, 502, 503, 504, 520, 524].map((status) => [`HTTP ${status} page`, { status, body: page }]),
  ),
  'HTTP 429 page': { status: 429, body: page, headers: { 'retry-after': '0' } },
  'a page with 200': { status: 200, body: page },
  'an empty 200': { status: 200, body: '' },
  'an empty object': { status: 200, body: {} },
  'a redirect': { status: 307, body: '', headers: { location: '/elsewhere' } },
  'a permanent redirect': { status: 308, body: '', headers: { location: '/elsewhere' } },
  'a key shown back': { status: 418, body: `you sent ${apiKey}, Authorization: Bearer ${apiKey}` },
  'a body beyond the cap': { status: 200, body: `{"code":200,"data":"${'x'.repeat(1_200_000)}"}` },
  'a cut body': { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"code":200,' },
  'a cut chunk': { raw: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"code":200,' },
  'no HTTP': { raw: 'what?' },
  'a closed connection': { raw: '' },
  'a reset': { reset: true },
};

/** Every adapter keeps these promises, against a real server. */
export function describeProvider(name: string, dialect: Dialect): void {
  const start = async () => {
    const server = await startScriptedServer();
    const provider = dialect.create({ baseUrl: server.origin, apiKey });
    return { server, provider, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  };
  const everyReaction = {
    ...unknowns,
    silence: { silent: true },
    'a drip feed': { drip: true },
    accepted: dialect.accepted.reaction,
    ...Object.fromEntries(Object.entries(dialect.refused).map(([key, { reaction }]) => [key, reaction])),
  } satisfies Readonly<Record<string, Reaction>>;

  describe(`${name}: submit`, () => {
    test('an accepted create gives the id of the operation', async () => {
      await using side = await start();
      side.server.react = () => dialect.accepted.reaction;
      const outcome = await side.provider.submit(dialect.request, context);
      expect(outcome).toMatchObject({ kind: 'accepted', operationId: dialect.accepted.operationId });
      expect(outcome.evidence.bytesWritten).toBeGreaterThan(0);
      expect(side.server.requests[0]?.body).toContain(dialect.request.prompt);
    });

    test.for(Object.entries(dialect.refused))('refused: %s', async ([, { reaction, refusal }]) => {
      await using side = await start();
      side.server.react = () => reaction;
      expect(await side.provider.submit(dialect.request, context)).toMatchObject({
        kind: 'refused',
        refusal,
      });
    });

    test.for(Object.entries(unknowns))('unconfirmed: %s', async ([, reaction]) => {
      await using side = await start();
      side.server.react = () => reaction;
      expect(await side.provider.submit(dialect.request, context)).toMatchObject({ kind: 'unconfirmed' });
    });

    test.for(['silence', 'a drip feed'] as const)('unconfirmed at the deadline: %s', async (key) => {
      await using side = await start();
      side.server.react = () => everyReaction[key];
      expect(await side.provider.submit(dialect.request, hasty)).toMatchObject({ kind: 'unconfirmed' });
    });

    test.for(Object.entries(everyReaction))('sends one POST and no more: %s', async ([, reaction]) => {
      await using side = await start();
      side.server.react = () => reaction;
      const outcome = await side.provider.submit(
        dialect.request,
        'silent' in reaction || 'drip' in reaction ? hasty : context,
      );
      expect(side.server.requests.map(({ method }) => method)).toEqual(['POST']);
      expect(JSON.stringify(outcome)).not.toContain(apiKey);
    });

    test('sends nothing without leave to write', async () => {
      await using side = await start();
      const outcome = await side.provider.submit(dialect.request, { ...context, mayWrite: () => false });
      expect(outcome).toMatchObject({ kind: 'not-sent', ownFault: true, evidence: { bytesWritten: 0 } });
      expect(side.server.requests).toEqual([]);
    });

    test('says not-sent where nobody listens', async () => {
      const side = await start();
      await side[Symbol.asyncDispose]();
      const outcome = await side.provider.submit(dialect.request, context);
      expect(outcome).toMatchObject({ kind: 'not-sent', ownFault: false, evidence: { bytesWritten: 0 } });
    });

    test('an abort before the create sends nothing, one during it proves nothing', async () => {
      await using side = await start();
      const before = await side.provider.submit(dialect.request, { ...context, signal: AbortSignal.abort() });
      expect(before).toMatchObject({ kind: 'not-sent', ownFault: true });
      expect(side.server.requests).toEqual([]);
      const controller = new AbortController();
      side.server.react = () => {
        controller.abort();
        return { silent: true };
      };
      const during = await side.provider.submit(dialect.request, { ...context, signal: controller.signal });
      expect(during.kind).toBe('unconfirmed');
    });
  });

  describe(`${name}: reads`, () => {
    test('poll tells pending, completed and failed', async () => {
      await using side = await start();
      side.server.react = () => dialect.pending;
      expect(await side.provider.poll('op/1 ?', context)).toMatchObject({ kind: 'pending' });
      expect(side.server.requests[0]?.url.pathname).toContain(encodeURIComponent('op/1 ?'));
      side.server.react = () => dialect.completed.reaction;
      expect(await side.provider.poll('op', context)).toMatchObject({
        kind: 'completed',
        url: dialect.completed.url,
      });
      side.server.react = () => dialect.failed;
      expect(await side.provider.poll('op', context)).toMatchObject({ kind: 'failed' });
    });

    test.for(Object.entries(unknowns))(
      'no read throws, decides or tells the key: %s',
      async ([, reaction]) => {
        await using side = await start();
        side.server.react = () => reaction;
        const polled = await side.provider.poll('op', context);
        expect(['error', 'pending', 'not-found']).toContain(polled.kind);
        const listed = await side.provider.listRecent?.(new Date(0), context);
        expect(listed?.complete ?? false).toBe(false);
        const paged = await side.provider.pollPage?.(1, context);
        expect(paged?.kind ?? 'error').toBe('error');
        const balance = await side.provider.balance?.(context);
        expect(balance?.kind ?? 'error').toBe('error');
        expect(JSON.stringify([polled, paged, listed, balance])).not.toContain(apiKey);
        expect(side.server.requests.every(({ method }) => method === 'GET')).toBe(true);
      },
    );

    test('a silent provider is given up at the deadline', async () => {
      await using side = await start();
      side.server.react = () => ({ silent: true });
      expect(await side.provider.poll('op', hasty)).toMatchObject({ kind: 'error', cause: 'unavailable' });
    });
  });

  test(`${name}: its default model is in its table and enabled`, () => {
    const provider = dialect.create({ baseUrl: 'https://provider.example/v1', apiKey });
    expect(provider.models.find(({ id }) => id === provider.defaultModel)?.enabled).toBe(true);
    expect(provider.trustedOrigins).toEqual(['https://provider.example']);
    expect(JSON.stringify(provider)).not.toContain(apiKey);
  });
}
