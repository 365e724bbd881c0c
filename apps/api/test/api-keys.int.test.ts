import type { ApiKeyRecord } from '@cineflow/book';
import type { ApiScope, Problem, Storyboard, StoryboardPage, UnconfirmedList } from '@cineflow/contracts';
import { eventually } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hashApiKey, newApiKey } from '../src/keys/api-key-secret.ts';
import { completeTake, loseTake, openLane, renderTake } from './move-take.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const CLIP = { key: 'test/1/take-1.mp4', sizeBytes: 10, sha256: 'ab' };
const secrets = { reader: newApiKey(), studioA: newApiKey(), studioB: newApiKey(), boss: newApiKey() };
let api: TestApp;

type NewKey = Omit<ApiKeyRecord, 'createdAt'>;
const keyOf = (name: string, secret: string, scope: ApiScope): NewKey => ({
  name,
  sha256: hashApiKey(secret),
  scope,
});
/** Makes keys; known to every request once this resolves. */
async function makeKeys({ app, context }: TestApp, ...keys: NewKey[]): Promise<void> {
  for (const key of keys) await context.book.keys.create({ key });
  await eventually(async () => (await context.keys.current()).length >= keys.length);
  await eventually(async () => (await app.inject('/v1/storyboards')).statusCode === 401);
}

beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
  await openLane(api.context, 50);
  await makeKeys(
    api,
    keyOf('reader', secrets.reader, 'read'),
    keyOf('studio-a', secrets.studioA, 'order'),
    keyOf('studio-b', secrets.studioB, 'order'),
    keyOf('boss', secrets.boss, 'admin'),
  );
});
afterAll(() => api[Symbol.asyncDispose]());

type Method = 'GET' | 'POST' | 'PUT' | 'HEAD' | 'DELETE';
interface Asking {
  method?: Method;
  payload?: object;
  headers?: Record<string, string>;
}
const ask = (url: string, secret: string | null, { headers, ...more }: Asking = {}) =>
  api.app.inject({
    url,
    method: more.payload ? 'POST' : 'GET',
    ...more,
    headers: { ...headers, ...(secret === null ? {} : { authorization: `Bearer ${secret}` }) },
  });

async function order(secret: string, name: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await ask('/v1/storyboards', secret, { payload: storyboardDocument(1, name), headers });
  expect(answer.statusCode).toBe(202);
  return answer.json<Storyboard>().id;
}

const PICTURE = 'a'.repeat(64);
const WHO = { by: 'Li', reason: 'because' };
/** Every route under /v1 about a storyboard of studio A, with the least scope it asks for. */
const routesOf = (sb: string): [method: Method, url: string, scope: ApiScope, body?: object][] => [
  ['GET', '/v1/storyboards', 'read'],
  ['POST', '/v1/storyboards', 'order', storyboardDocument(1, 'matrix')],
  ['POST', '/v1/storyboards/convert', 'read', storyboardDocument(1, 'matrix')],
  ['GET', `/v1/storyboards/${sb}`, 'read'],
  ['GET', `/v1/storyboards/${sb}/shots`, 'read'],
  ['GET', `/v1/storyboards/${sb}/receipt`, 'read'],
  ['GET', `/v1/takes/${sb}-1-1`, 'read'],
  ['GET', `/v1/takes/${sb}-1-1/video`, 'read'],
  ['GET', `/v1/takes/${sb}-1-1/poster`, 'read'],
  ['HEAD', `/v1/takes/${sb}-1-1/video`, 'read'],
  ['POST', `/v1/takes/${sb}-1-1/retry`, 'order', { ...WHO, dryRun: true }],
  ['POST', `/v1/storyboards/${sb}/retry`, 'order', { ...WHO, dryRun: true }],
  ['PUT', `/v1/storyboards/${sb}/budget`, 'order', { budgetCents: 100, ...WHO }],
  ['POST', `/v1/storyboards/${sb}/pause`, 'order', WHO],
  ['POST', `/v1/storyboards/${sb}/resume`, 'order', WHO],
  ['POST', `/v1/storyboards/${sb}/cancel`, 'order', WHO],
  ['POST', `/v1/takes/${sb}-1-1/cancel`, 'order', WHO],
  ['POST', `/v1/takes/${sb}-1-1/give-up`, 'order', WHO],
  ['DELETE', `/v1/storyboards/${sb}`, 'order'],
  ['POST', '/v1/assets', 'order', { url: 'http://127.0.0.1/a.png' }],
  ['GET', '/v1/assets', 'read'],
  ['GET', `/v1/assets/${PICTURE}`, 'read'],
  ['GET', `/v1/assets/${PICTURE}/content`, 'read'],
  ['GET', `/v1/assets/${PICTURE}/thumbnail`, 'read'],
  ['DELETE', `/v1/assets/${PICTURE}`, 'order'],
  ['GET', '/v1/unconfirmed', 'read'],
  ['POST', `/v1/unconfirmed/${sb}-1-1/resolve`, 'admin', { ...WHO, action: 'give-up' }],
  ['GET', '/v1/incidents', 'admin'],
  ['GET', '/v1/providers', 'read'],
  ['POST', '/v1/providers/sora-hk/breaker', 'admin', { action: 'reset' }],
];
const TENANT_ROUTES = /^\/v1\/(storyboards\/sb_|takes\/|assets\/)/;

describe('every route under /v1', () => {
  test('is in the list of this test', async () => {
    const described = Object.entries((await api.app.inject('/openapi.json')).json().paths as object).flatMap(
      ([path, methods]) => Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const listed = routesOf('{sb}')
      .filter(([method]) => method !== 'HEAD')
      .map(([method, url]) => `${method} ${url.replace(/\{sb\}(-1-1)?|sora-hk|a{64}/, '{id}')}`);
    expect(listed.toSorted()).toEqual(described.filter((route) => route.includes('/v1/')).toSorted());
  });

  test('answers 401 to bad keys, 403 outside scope, 404 to strangers', async () => {
    const sb = await order(secrets.studioA, 'matrix of studio A');
    const gone = newApiKey();
    await makeKeys(api, keyOf('gone', gone, 'admin'));
    await api.context.book.keys.revoke({ name: 'gone' });
    await eventually(async () => (await ask('/v1/providers', gone)).statusCode === 401);
    for (const [method, url, scope, payload] of routesOf(sb)) {
      const asking = { method, ...(payload ? { payload } : {}) };
      for (const secret of [null, 'cf_wrong', newApiKey(), gone, '']) {
        const answer = await ask(url, secret, asking);
        expect([url, answer.statusCode]).toEqual([url, 401]);
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
        if (method !== 'HEAD') expect(answer.json<Problem>().code).toBe('unauthorized');
      }
      const lesser = { read: null, order: secrets.reader, admin: secrets.studioA }[scope];
      if (lesser !== null) expect([url, (await ask(url, lesser, asking)).statusCode]).toEqual([url, 403]);
      if (TENANT_ROUTES.test(url)) {
        expect([url, (await ask(url, secrets.studioB, asking)).statusCode]).toEqual([url, 404]);
      }
      const own = await ask(url, scope === 'admin' ? secrets.boss : secrets.studioA, asking);
      expect([401, 403]).not.toContain(own.statusCode);
    }
  });

  test.each(['/', '/healthz', '/readyz', '/openapi.json', '/docs', '/admin/queues'])(
    'and no other: %s needs no key',
    async (url) => {
      expect((await ask(url, null)).statusCode).toBeLessThan(400);
    },
  );
});

describe('the workers on /readyz', () => {
  const away = '203.0.113.7';
  const { reader, studioA, boss } = secrets;
  test.for<[string, boolean, string | null, string, Record<string, string>]>([
    ['an operator from anywhere', true, boss, away, {}],
    ['this machine without a key', true, null, '127.0.0.1', {}],
    ['this machine by IPv6', true, null, '::1', {}],
    ['this machine by a mapped address', true, null, '::ffff:127.0.0.1', {}],
    ['others without a key', false, null, away, {}],
    ['others with a key to read', false, reader, away, {}],
    ['others with a key to order', false, studioA, away, {}],
    ['others through a proxy of this machine', false, null, '127.0.0.1', { 'x-forwarded-for': away }],
    ['a page that points its name here', false, null, '127.0.0.1', { host: 'evil.example' }],
  ])('%s: %j', async ([, isTold, secret, remoteAddress, headers]) => {
    const authorization = secret === null ? {} : { authorization: `Bearer ${secret}` };
    const answer = await api.app.inject({
      url: '/readyz',
      remoteAddress,
      headers: { ...headers, ...authorization },
    });
    const { workers, ...rest } = answer.json<{ workers?: object[]; warnings: string[] }>();
    expect(rest).toMatchObject({ status: 'ready', warnings: [] });
    const [own] = workers ?? [];
    expect(own).toEqual(
      isTold ? { id: 'test', host: 'test', version: '0', seenAt: expect.stringMatching(/Z$/) } : undefined,
    );
  });
});

describe('a key', () => {
  test('sees only its own orders; the operator sees all', async () => {
    const mine = await order(secrets.studioA, 'list of A');
    const theirs = await order(secrets.studioB, 'list of B');
    await renderTake(api.context, `${mine}-1-1`);
    await completeTake(api.context, `${mine}-1-1`, CLIP);
    await loseTake(api.context, `${theirs}-1-1`);
    const list = async (secret: string) =>
      (await ask('/v1/storyboards?limit=100', secret)).json<StoryboardPage>().storyboards;
    const names = async (secret: string) => (await list(secret)).map(({ id }) => id);
    expect(await names(secrets.studioA)).toContain(mine);
    expect((await list(secrets.studioA)).every(({ orderedBy }) => orderedBy === 'studio-a')).toBe(true);
    expect(await names(secrets.studioB)).not.toContain(mine);
    expect(await names(secrets.boss)).toEqual(expect.arrayContaining([mine, theirs]));
    const unconfirmedOf = async (secret: string) =>
      (await ask('/v1/unconfirmed', secret))
        .json<UnconfirmedList>()
        .unconfirmed.map(({ take }) => take.takeId);
    expect(await unconfirmedOf(secrets.studioA)).toEqual([]);
    expect(await unconfirmedOf(secrets.studioB)).toEqual([`${theirs}-1-1`]);
  });

  test('has its own idempotency keys', async () => {
    const headers = { 'idempotency-key': 'the very same' };
    const a = await order(secrets.studioA, 'same', headers);
    const b = await order(secrets.studioB, 'same', headers);
    expect(a).not.toBe(b);
    expect(await order(secrets.studioA, 'same', headers)).toBe(a);
  });

  test('is never seen again: not in a log, an answer or Redis', async () => {
    const sb = await order(secrets.studioA, 'secret');
    const bodies = await Promise.all(
      [`/v1/storyboards/${sb}`, '/admin/queues/api/queues?activeQueue=takes', '/openapi.json'].map(
        async (url) => (await ask(url, secrets.studioA)).body,
      ),
    );
    for (const secret of Object.values(secrets)) {
      expect(api.log()).not.toContain(secret.slice(3));
      expect(bodies.join('')).not.toContain(secret.slice(3));
    }
    expect(api.log()).toContain('"by":"studio-a"');
  });

  test('that a budget was given has it from its first request on', async () => {
    const secret = newApiKey();
    await makeKeys(api, { ...keyOf('poor', secret, 'order'), budgetMicros: 0 });
    await eventually(async () => (await ask('/v1/storyboards', secret)).statusCode === 200);
    const dry = await ask('/v1/storyboards?dryRun=true', secret, { payload: storyboardDocument(1, 'poor') });
    // Its provider has no prices here, so no budget can be kept.
    expect(dry.statusCode).toBe(503);
    expect(await api.context.book.budgets.ofKey({ apiKeyName: 'poor' })).toEqual({
      reservedMicros: 0,
      spentMicros: 0,
    });
  });
});

describe('an API key with a quota', () => {
  test('bounds open takes of orders and retries, with the numbers', async () => {
    await using own = await startTestApp(inject('redisUrl'), { CINEFLOW_OPEN_TAKES_PER_KEY: '3' });
    const secret = newApiKey();
    await makeKeys(own, keyOf('small', secret, 'order'));
    const post = (url: string, payload: object, key?: string) =>
      own.app.inject({
        method: 'POST',
        url,
        payload,
        headers: { authorization: `Bearer ${secret}`, ...(key ? { 'idempotency-key': key } : {}) },
      });
    const order = (shots: number, key?: string) =>
      post('/v1/storyboards', storyboardDocument(shots, 'q'), key);
    await eventually(async () => (await order(4)).statusCode === 429);
    const first = await order(2, 'first');
    expect(first.statusCode).toBe(202);
    const refused = await order(2);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '60']);
    expect(refused.json<Problem>()).toMatchObject({
      code: 'too-many-open-takes',
      detail: expect.stringMatching(/has 2 open takes and may have 3 .* add 2/) as string,
    });
    // A repeat gets the same answer, whatever is open.
    expect((await order(2, 'first')).json()).toEqual(first.json());
    const { id } = first.json<{ id: string }>();
    await post(`/v1/storyboards/${id}/cancel`, {});
    expect((await order(2)).statusCode).toBe(202);
    const retry = { by: 'test', reason: 'test', state: 'cancelled' };
    expect((await post(`/v1/storyboards/${id}/retry`, retry)).statusCode).toBe(429);
  });
});

describe('without a key', () => {
  test('refuses strangers when it started without the book', async () => {
    await using own = await startTestApp(inject('redisUrl'), { HOST: '0.0.0.0' });
    const answer = await own.app.inject('/v1/storyboards');
    expect([answer.statusCode, answer.json<Problem>().detail]).toEqual([
      503,
      expect.stringContaining('pnpm keys create'),
    ]);
    expect((await own.app.inject('/healthz')).statusCode).toBe(200);
  });

  test('the last one taken back opens nothing', async () => {
    await using own = await startTestApp(inject('redisUrl'));
    const status = async (): Promise<number> => (await own.app.inject('/v1/storyboards')).statusCode;
    expect(await status()).toBe(200);
    await makeKeys(own, keyOf('one', newApiKey(), 'read'));
    await own.context.book.keys.revoke({ name: 'one' });
    await eventually(async () => (await own.context.keys.current())[0]?.revokedAt !== undefined);
    expect(await status()).toBe(401);
  });
});
