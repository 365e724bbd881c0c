import type { Problem } from '@cineflow/contracts';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

let api: TestApp;
let base: string;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
  base = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api[Symbol.asyncDispose]());

describe('every answer', () => {
  test.each(['/', '/healthz', '/nowhere', '/v1/storyboards', '/docs', '/admin/queues', '/%zz'])(
    'of %s has an id of its own and headers that hold a browser back',
    async (path) => {
      const ask = () => api.app.inject({ url: path, headers: { 'x-request-id': 'mine' } });
      const [one, two] = [await ask(), await ask()];
      expect(one.headers['x-request-id']).toMatch(/^[\w-]{16}$/);
      expect(one.headers['x-request-id']).not.toBe(two.headers['x-request-id']);
      expect(one.headers['x-content-type-options']).toBe('nosniff');
      expect(one.headers['content-security-policy']).toContain("default-src 'none'");
      expect(one.headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  test.each(['/nowhere', '/v1', '/v1/takes', '/v1/storyboards/a/b', '/%zz', `/v1/takes/${'a'.repeat(300)}`])(
    'for %s, which is not there, is a problem',
    async (path) => {
      const answer = await api.app.inject(path);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json<Problem>()).toMatchObject({ code: 'not-found', status: 404 });
    },
  );

  test('to a method an address does not know names those it knows', async () => {
    const answer = await api.app.inject({ method: 'PATCH', url: '/v1/storyboards/sb_1' });
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([405, 'method-not-allowed']);
    expect(answer.headers.allow).toBe('GET, HEAD, DELETE');
  });

  test('unforeseen shows only its id; the log has the rest', async () => {
    await using broken = await startTestApp(inject('redisUrl'));
    Object.assign(broken.context.book.storyboards, {
      read: async () => Promise.reject(new Error('inner secret')),
    });
    const answer = await broken.app.inject('/v1/storyboards/sb_1');
    expect(answer.statusCode).toBe(500);
    expect(answer.json<Problem>()).toMatchObject({
      code: 'internal',
      requestId: answer.headers['x-request-id'],
    });
    expect(answer.body).not.toContain('inner secret');
    const line = broken
      .log()
      .split('\n')
      .find((entry) => entry.includes('inner secret'));
    expect(line).toContain(answer.headers['x-request-id']);
  });

  test('to bytes that are no HTTP closes the connection with 400', async () => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      code: 'invalid-request',
      status: 400,
    });
  });
});

test('a slow or silent client does not hold a connection for ever', () => {
  const { server } = api.app;
  expect(server.headersTimeout).toBeLessThanOrEqual(10_000);
  // Uploads may take minutes; other bodies end earlier, see end-slow-bodies.
  expect(server.requestTimeout).toBeLessThanOrEqual(30 * 60_000);
  expect(server.timeout).toBeLessThanOrEqual(30_000);
  expect(server.keepAliveTimeout).toBeLessThanOrEqual(10_000);
  for (const limit of [server.headersTimeout, server.requestTimeout, server.timeout, server.maxConnections]) {
    expect(limit).toBeGreaterThan(0);
  }
});

test('metrics can be scraped', async () => {
  const answer = await api.app.inject('/metrics');
  expect(answer.headers['content-type']).toContain('text/plain');
  expect(answer.payload).toMatch(/^cineflow_book_ok 1$/m);
  expect(answer.payload).toMatch(/^cineflow_book_size_bytes \d+$/m);
  expect(answer.payload).toMatch(/^cineflow_redis_up 1$/m);
  expect(answer.payload).toMatch(/^cineflow_unconfirmed_takes\{provider="sora-hk"\} 0$/m);
  expect(answer.payload).toMatch(/^cineflow_capacity\{provider="[\w-]+"\} \d+$/m);
});

describe('the pages', () => {
  test('describe every route as OpenAPI 3.1, the same at both addresses', async () => {
    const document = (await api.app.inject('/openapi.json')).json<{ openapi: string; paths: object }>();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/storyboards', '/v1/takes/{id}/video', '/v1/providers', '/readyz']),
    );
    expect((await api.app.inject('/docs/json')).json()).toEqual(document);
  });

  test('need nothing from elsewhere to be read', async () => {
    const page = await fetch(`${base}/docs`);
    const html = await page.text();
    expect(await (await fetch(`${base}/admin/queues`)).text()).not.toMatch(/(src|href)="https?:/);
    const own = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, path]) => new URL(path as string, page.url),
    );
    expect(own.length).toBeGreaterThan(3);
    for (const url of own) {
      expect(url.origin).toBe(base);
      expect([url.href, (await fetch(url)).status]).toEqual([url.href, 200]);
    }
  });

  test('show the queues, and let nobody change them', async () => {
    const { id } = await postStoryboard(api, storyboardDocument(3));
    const list = await api.app.inject('/admin/queues/api/queues?activeQueue=takes&status=delayed');
    expect(list.statusCode).toBe(200);
    expect(list.body).toContain(`${id}-3-1`);
    for (const [method, path] of [
      ['PUT', '/queues/takes/pause'],
      ['PUT', '/queues/takes/clean/delayed'],
      ['POST', '/queues/takes/add'],
      ['PUT', `/queues/takes/${id}-1-1/promote`],
      ['PUT', `/queues/takes/${id}-1-1/clean`],
    ] as const) {
      const answer = await api.app.inject({ method, url: `/admin/queues/api${path}`, payload: {} });
      expect([path, answer.statusCode]).toEqual([path, 405]);
    }
  });

  test('log what the take of a job waits for', async () => {
    await using own = await startTestApp(inject('redisUrl'));
    const { id } = await postStoryboard(own, storyboardDocument(2));
    const lane = own.context.lane('sora-hk');
    const logs = async () =>
      (await own.app.inject(`/admin/queues/api/queues/takes/${id}-2-1/logs`)).json<string[]>();
    expect(await logs()).toEqual([expect.stringMatching(/^now: waits for a permit.* · number 2 in line$/)]);
    for (const [act, words] of [
      [() => lane.isolate('auth'), 'waits for a good key'],
      [() => lane.isolate('balance'), 'waits for money'],
      [() => lane.isolate('manual', 'lunch'), 'waits for a person, .*lunch'],
      [() => lane.reopen(), 'waits for a permit'],
      [() => lane.setStorage('full'), 'waits for room'],
    ] as const) {
      await act();
      expect(await logs()).toEqual([expect.stringMatching(new RegExp(`^now: ${words}`))]);
    }
  });

  test('ask for the board password, for data and files too', async () => {
    await using locked = await startTestApp(inject('redisUrl'), {
      CINEFLOW_BOARD_USER: 'ops',
      CINEFLOW_BOARD_PASSWORD: 'long enough',
    });
    const right = `Basic ${Buffer.from('ops:long enough').toString('base64')}`;
    const wrong = `Basic ${Buffer.from('ops:wrong').toString('base64')}`;
    for (const url of ['/admin/queues', '/admin/queues/', '/admin/queues/api/queues']) {
      const ask = async (authorization: string) =>
        (await locked.app.inject({ url, headers: { authorization } })).statusCode;
      expect([url, await ask(''), await ask(wrong), await ask(right)]).toEqual([url, 401, 401, 200]);
    }
    expect((await locked.app.inject('/admin/queues/static/js/main.js')).statusCode).toBe(401);
    expect((await locked.app.inject('/v1/storyboards')).statusCode).toBe(200);
  });
});
