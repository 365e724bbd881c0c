import type { Problem, Storyboard } from '@cineflow/contracts';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hashApiKey, newApiKey } from '../src/keys/api-key-secret.ts';
import { openLane } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

let api: TestApp;
let base: string;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
  await openLane(api.context, 5);
  base = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api[Symbol.asyncDispose]());

const WHO = { by: 'Li', reason: 'because' };
const send = (raw: string, port = new URL(base).port) => {
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(raw);
  return text(socket);
};
const bodyOf = (answer: string): Problem => JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as Problem;

describe('without a key', () => {
  test.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', '192.168.1.5', 'a b'])(
    'nothing is answered under the name %s',
    async (host) => {
      for (const url of [
        '/v1/storyboards',
        '/',
        '/openapi.json',
        '/docs',
        '/metrics',
        '/admin/queues',
        '/no',
      ]) {
        const answer = await api.app.inject({ url, headers: { host } });
        expect([url, answer.statusCode]).toEqual([url, 403]);
        expect(answer.headers['content-type']).toContain('application/problem+json');
        expect(answer.json<Problem>()).toMatchObject({ code: 'forbidden', status: 403 });
        expect(answer.json<Problem>().detail).toContain('pnpm keys create');
      }
      const payload = storyboardDocument(1);
      const order = { method: 'POST', url: '/v1/storyboards', headers: { host }, payload } as const;
      expect((await api.app.inject(order)).statusCode).toBe(403);
    },
  );

  test.each(['localhost:8080', '127.0.0.1', '[::1]:8080', 'LOCALHOST'])(
    'it is answered under %s',
    async (host) => {
      expect((await api.app.inject({ url: '/v1/storyboards', headers: { host } })).statusCode).toBe(200);
    },
  );

  test.each(['http://evil.example', 'null', 'https://localhost.evil.example', 'nonsense'])(
    'no page of %s is answered, reads included',
    async (origin) => {
      const ask = { url: '/v1/storyboards', headers: { host: 'localhost', origin } };
      expect((await api.app.inject(ask)).statusCode).toBe(403);
    },
  );

  test('other host names are answered only with a key', async () => {
    await using keyed = await startTestApp(inject('redisUrl'));
    const secret = newApiKey();
    await keyed.context.book.keys.create({ key: { name: 'a', sha256: hashApiKey(secret), scope: 'order' } });
    const ask = async (headers: Record<string, string>) =>
      (await keyed.app.inject({ url: '/v1/storyboards', headers: { host: 'clips.example', ...headers } }))
        .statusCode;
    expect([await ask({}), await ask({ authorization: `Bearer ${secret}` })]).toEqual([401, 200]);
  });
});

describe('a write of another site', () => {
  const FOREIGN = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8080' },
    { origin: 'http://evil.example' },
    { origin: 'http://localhost:3000' },
    { origin: 'null' },
  ];
  test.each(FOREIGN)(
    'announced by %o is refused, with and without a body',
    async (headers: Record<string, string>) => {
      const { id } = await postStoryboard(api, storyboardDocument(1, `csrf ${JSON.stringify(headers)}`));
      for (const [method, url, payload] of [
        ['POST', `/v1/storyboards/${id}/cancel`, undefined],
        ['POST', `/v1/storyboards/${id}/cancel`, WHO],
        ['POST', '/v1/storyboards', storyboardDocument(1)],
        ['PUT', `/v1/storyboards/${id}/budget`, { budgetCents: 1, ...WHO }],
        ['POST', '/v1/providers/sora-hk/breaker', { action: 'reset' }],
        ['PUT', '/admin/queues/api/queues/takes/pause', undefined],
        ['POST', '/nowhere', undefined],
      ] as const) {
        const headersOfAll = { host: 'localhost:8080', ...headers };
        const answer = await api.app.inject({
          method,
          url,
          headers: headersOfAll,
          ...(payload && { payload }),
        });
        expect([url, answer.statusCode, answer.json<Problem>().code]).toEqual([url, 403, 'forbidden']);
      }
      const storyboard = (await api.app.inject(`/v1/storyboards/${id}`)).json<Storyboard>();
      expect(storyboard.state).not.toBe('cancelled');
    },
  );

  test.each([
    { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8080' },
    { 'sec-fetch-site': 'none' },
    { origin: 'http://localhost:8080' },
    {},
  ])('is not what %o says', async (headers: Record<string, string>) => {
    const order = {
      method: 'POST',
      url: '/v1/storyboards?dryRun=true',
      payload: storyboardDocument(1),
    } as const;
    const answer = await api.app.inject({ ...order, headers: { host: 'localhost:8080', ...headers } });
    expect(answer.statusCode).toBe(200);
  });
});

describe('what Node would answer by itself', () => {
  test('a request without Host is a problem', async () => {
    const answer = await send('GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400[^]*application\/problem\+json/);
    expect(bodyOf(answer)).toMatchObject({
      code: 'invalid-request',
      status: 400,
      detail: expect.stringContaining('Host'),
    });
  });

  test('a request with two Hosts is a problem', async () => {
    const answer = await send(
      'GET /v1/storyboards HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
    );
    expect(bodyOf(answer)).toMatchObject({ code: 'invalid-request', status: 400 });
  });

  test('a probe of HTTP/1.0 needs no Host', async () => {
    expect(await send('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200/);
  });

  test('an unknown expectation is a problem', async () => {
    const answer = await send(
      'POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\nexpect: tea\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 417[^]*application\/problem\+json/);
    expect(bodyOf(answer)).toMatchObject({ status: 417, instance: '/v1/storyboards' });
  });
});

describe('a body that is refused unread', () => {
  const SIZE = 24 * 1024 * 1024;
  test.each([
    ['with its length', `content-length: ${SIZE}\r\n`, 413],
    ['in chunks', 'transfer-encoding: chunked\r\n', 413],
    ['of another type', `content-type: text/css\r\ncontent-length: ${SIZE}\r\nconnection: close\r\n`, 415],
    [
      'by another site',
      `origin: http://evil.example\r\ncontent-length: ${SIZE}\r\nconnection: close\r\n`,
      403,
    ],
  ])('%s is answered, also to a client that sends all before it reads', async (_how, headers, status) => {
    const type = headers.includes('content-type') ? '' : 'content-type: application/json\r\n';
    const isChunked = headers.includes('chunked');
    const socket = connect(Number(new URL(base).port), '127.0.0.1').pause();
    const broken = once(socket, 'error').then(([error]) => Promise.reject(error as Error));
    const piece = Buffer.alloc(64 * 1024, '[');
    const frame = isChunked ? Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]) : piece;
    socket.write(`POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\n${type}${headers}\r\n`);
    const sending = async () => {
      for (let sent = 0; sent < SIZE; sent += piece.length) {
        if (!socket.write(frame)) await once(socket, 'drain');
      }
      if (isChunked) socket.write('0\r\n\r\n');
    };
    await Promise.race([sending(), broken]);
    const answer = await Promise.race([text(socket), broken]);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
    expect(bodyOf(answer)).toMatchObject({ status });
  });

  test('of a client that never ends sending does not keep its connection', async () => {
    const { port } = new URL(base);
    const half = { host: '127.0.0.1', port: Number(port), allowHalfOpen: true };
    const socket = connect(half).on('error', () => undefined);
    socket.write(
      `POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${SIZE}\r\n\r\n`,
    );
    const drip = setInterval(() => socket.write('['), 50);
    const began = performance.now();
    socket.resume();
    // The reset is an error of the socket, and the end we wait for.
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
    expect(performance.now() - began).toBeGreaterThan(1_000);
    expect(performance.now() - began).toBeLessThan(9_000);
  });
});
