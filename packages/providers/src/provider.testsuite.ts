import { fitDuration, type ClipOutput, type GenerationRequest } from '@cineflow/core';
import type { HttpClient } from '@cineflow/http';
import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { accountAt } from '../test/accounts.ts';
import { type Reaction, type ScriptedServer, startScriptedServer } from '../test/scripted-server.ts';
import type { Family, OpenedAccount } from './family.ts';
import type { CreateContext, Operation, Provider } from './spec.ts';

/** Recorded answers of a family, for one suite over all families. */
export type Wire = CreateWire & (PollWire | { answersAtOnce: true });

interface CreateWire {
  family: Family;
  http: HttpClient;
  accepted: { reaction: Reaction; operation: Operation };
  refused: Readonly<Record<string, { reaction: Reaction; refusal: string }>>;
  /** Makes an account whose requests carry this key; absent: `accountAt`. */
  account?: (baseUrl: string, key: string) => OpenedAccount;
}

/** Answers to polls; absent in families whose creates return the content at once. */
interface PollWire {
  pending: Reaction;
  completed: { reaction: Reaction; output: ClipOutput };
  failed: Reaction;
  /** It polls by POST, with the id in the body. */
  isPolledByPost?: boolean;
}

/** Contains characters that a URL must escape. */
const OPERATION_ID = 'op/1 ?';

/** A provider, and the server it talks to. */
interface Side extends AsyncDisposable {
  server: ScriptedServer;
  provider: Provider;
  request: GenerationRequest;
}

/** The simplest request the provider's table allows. */
function plainRequest({ models, defaultModel }: Provider): GenerationRequest {
  const row = models.find(({ id }) => id === defaultModel);
  const [[mode, can] = []] = Object.entries(row?.modes ?? {});
  if (can === undefined) throw new Error(`${defaultModel} can do nothing`);
  const url = 'https://img.example/a.png';
  const [resolution] = can.resolutions ?? [];
  return {
    model: defaultModel,
    prompt: 'a cat on a sill',
    inputs: mode === 'text' ? [] : [{ role: 'first-frame', url }],
    durationSeconds: fitDuration(1, can.durations) ?? 0,
    aspectRatio: can.aspectRatios[0] ?? '16:9',
    ...(resolution === undefined ? {} : { resolution }),
  };
}

const apiKey = 'key-that-nobody-may-see';
const context: CreateContext = { attemptId: 'attempt-1', mayWrite: () => true, timeoutMs: 5_000 };
const hasty: CreateContext = { ...context, timeoutMs: 250 };
const page = '<html><body><h1>Error</h1></body></html>';

/** Answers that leave open whether the create was accepted. */
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

/** Promises every adapter keeps, against a real server. */
export function describeProvider(name: string, wire: Wire): void {
  const { account: openAccount = accountAt } = wire;
  const start = async (): Promise<Side> => {
    const server = await startScriptedServer();
    const account = openAccount(server.origin, apiKey);
    const provider = wire.family.create(account, wire.http);
    // Exchange the key first: these tests are not about that.
    await provider.credentials();
    const dispose = async () => {
      await server[Symbol.asyncDispose]();
      await rm(account.spoolDirectory, { recursive: true, force: true });
    };
    return { server, provider, request: plainRequest(provider), [Symbol.asyncDispose]: dispose };
  };
  const everyReaction = {
    ...unknowns,
    silence: { silent: true },
    'a drip feed': { drip: true },
    accepted: wire.accepted.reaction,
    ...Object.fromEntries(Object.entries(wire.refused).map(([key, { reaction }]) => [key, reaction])),
  } satisfies Readonly<Record<string, Reaction>>;

  describe(`${name}: create`, () => {
    test('an accepted create gives the id of the operation', async () => {
      await using side = await start();
      side.server.react = () => wire.accepted.reaction;
      const outcome = await side.provider.create(side.request, context);
      expect(outcome).toMatchObject({ kind: 'accepted', operation: wire.accepted.operation });
      expect(outcome.evidence.bytesWritten).toBeGreaterThan(0);
      expect(side.server.requests[0]?.body).toContain(side.request.prompt);
    });

    test.for(Object.entries(wire.refused))('refused: %s', async ([, { reaction, refusal }]) => {
      await using side = await start();
      side.server.react = () => reaction;
      expect(await side.provider.create(side.request, context)).toMatchObject({ kind: 'refused', refusal });
    });

    test.for(Object.entries(unknowns))('unconfirmed: %s', async ([, reaction]) => {
      await using side = await start();
      side.server.react = () => reaction;
      expect(await side.provider.create(side.request, context)).toMatchObject({ kind: 'unconfirmed' });
    });

    test.for(['silence', 'a drip feed'] as const)('unconfirmed at the deadline: %s', async (key) => {
      await using side = await start();
      side.server.react = () => everyReaction[key];
      expect(await side.provider.create(side.request, hasty)).toMatchObject({ kind: 'unconfirmed' });
    });

    test.for(Object.entries(everyReaction))('sends one POST and no more: %s', async ([, reaction]) => {
      await using side = await start();
      side.server.react = () => reaction;
      const outcome = await side.provider.create(
        side.request,
        'silent' in reaction || 'drip' in reaction ? hasty : context,
      );
      expect(side.server.requests.map(({ method }) => method)).toEqual(['POST']);
      expect(JSON.stringify(outcome)).not.toContain(apiKey);
    });

    test('sends nothing without leave to write', async () => {
      await using side = await start();
      const outcome = await side.provider.create(side.request, { ...context, mayWrite: () => false });
      expect(outcome).toMatchObject({ kind: 'not-sent', ownFault: true, evidence: { bytesWritten: 0 } });
      expect(side.server.requests).toEqual([]);
    });

    test('says not-sent when the connection is refused', async () => {
      await using side = await start();
      await side.server[Symbol.asyncDispose]();
      const outcome = await side.provider.create(side.request, context);
      expect(outcome).toMatchObject({ kind: 'not-sent', ownFault: false, evidence: { bytesWritten: 0 } });
    });

    test('an abort before the create sends nothing, one during it proves nothing', async () => {
      await using side = await start();
      const before = await side.provider.create(side.request, { ...context, signal: AbortSignal.abort() });
      expect(before).toMatchObject({ kind: 'not-sent', ownFault: true });
      expect(side.server.requests).toEqual([]);
      const controller = new AbortController();
      side.server.react = () => {
        controller.abort();
        return { silent: true };
      };
      const during = await side.provider.create(side.request, { ...context, signal: controller.signal });
      expect(during.kind).toBe('unconfirmed');
    });
  });

  describe(`${name}: reads`, () => {
    if (!('answersAtOnce' in wire)) describePolls(wire, start);

    test.for(Object.entries(unknowns))(
      'no read throws, decides or shows the key: %s',
      async ([, reaction]) => {
        await using side = await start();
        side.server.react = () => reaction;
        const polled = await side.provider.poll(wire.accepted.operation, context);
        expect(['error', 'pending', 'not-found']).toContain(polled.kind);
        const listed = await side.provider.listRecent?.(new Date(0), context);
        expect(listed?.complete ?? false).toBe(false);
        const paged = await side.provider.pollPage?.(1, context);
        expect(paged?.kind ?? 'error').toBe('error');
        const balance = await side.provider.balance?.(context);
        // Other tests cover keys that are exchanged.
        expect(balance?.kind ?? 'error').toBe(openAccount === accountAt ? 'error' : 'known');
        expect(JSON.stringify([polled, paged, listed, balance])).not.toContain(apiKey);
        const isPolledByPost = 'isPolledByPost' in wire && wire.isPolledByPost;
        const method = isPolledByPost ? 'POST' : 'GET';
        expect(side.server.requests.every((request) => request.method === method)).toBe(true);
      },
    );

    test('a silent provider is given up at the deadline', async () => {
      await using side = await start();
      side.server.react = () => ({ silent: true });
      expect(await side.provider.poll(wire.accepted.operation, hasty)).toMatchObject({
        kind: 'error',
        cause: 'unavailable',
      });
    });
  });

  describe(`${name}: its table`, () => {
    const provider = wire.family.create(openAccount('https://provider.example/v1', apiKey), wire.http);

    test('offers its default model', () => {
      expect(provider.models.find(({ id }) => id === provider.defaultModel)?.enabled).toBe(true);
    });

    test('names each model once, and only variants of known models', () => {
      const ids = provider.models.map(({ id }) => id);
      const ordinary = provider.models.flatMap(({ proOf }) => proOf ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ordinary).size).toBe(ordinary.length);
      expect(ids).toEqual(expect.arrayContaining(ordinary));
    });

    test.each(provider.models)('says what $id can do in each mode', ({ modes }) => {
      expect(Object.keys(modes).length).toBeGreaterThan(0);
      for (const { durations, aspectRatios } of Object.values(modes)) {
        expect(fitDuration(1, durations)).toBeGreaterThan(0);
        expect(aspectRatios.length).toBeGreaterThan(0);
        for (const ratio of aspectRatios) expect(ratio).toMatch(/^\d+:\d+$/);
      }
    });

    test('shows its key to its own origin only, never in print', async () => {
      expect(provider.origins).toEqual(['https://provider.example']);
      expect(JSON.stringify(await provider.credentials())).toContain(apiKey);
      expect(JSON.stringify(provider)).not.toContain(apiKey);
    });
  });
}

function describePolls(wire: CreateWire & PollWire, start: () => Promise<Side>): void {
  test('poll reads pending, completed and failed', async () => {
    await using side = await start();
    const operation = { ...wire.accepted.operation, id: OPERATION_ID };
    side.server.react = () => wire.pending;
    const running = await side.provider.poll(operation, context);
    expect(running.kind).toBe('pending');
    expect(running).not.toHaveProperty('odd');
    const [asked] = side.server.requests;
    if (wire.isPolledByPost) expect(asked?.body).toContain(OPERATION_ID);
    else expect(asked?.url.pathname).toContain(encodeURIComponent(OPERATION_ID));
    side.server.react = () => wire.completed.reaction;
    expect(await side.provider.poll(wire.accepted.operation, context)).toMatchObject({
      kind: 'completed',
      output: wire.completed.output,
    });
    side.server.react = () => wire.failed;
    expect(await side.provider.poll(wire.accepted.operation, context)).toMatchObject({ kind: 'failed' });
  });
}
