import { createServer } from 'node:net';
import { setDefaultCACertificates } from 'node:tls';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { listen } from '../test/listen.ts';
import { makeCertificate } from '../test/make-certificate.ts';
import { startForwardProxy } from '../test/start-forward-proxy.ts';
import { startRawServer, startServer } from '../test/start-server.ts';
import { postOnce, type PostRequest } from './post-once.ts';

const certificate = makeCertificate();
setDefaultCACertificates([certificate.cert]);

function order(origin: string, changes: Partial<PostRequest & { json: unknown }> = {}): PostRequest {
  return {
    url: `${origin}/create`,
    json: { prompt: '雨' },
    timeoutMs: 5_000,
    mayWrite: () => true,
    ...changes,
  };
}

test('sends one request and reads status, headers and body', async () => {
  await using server = await startServer((response) => {
    response.writeHead(201, { 'x-request-id': 'r1' }).end('{"code":200}');
  });
  const exchange = await postOnce(order(server.origin, { headers: { authorization: 'Bearer key' } }));
  expect(exchange).toMatchObject({ kind: 'answer', status: 201, body: '{"code":200}', truncated: false });
  expect(exchange).toMatchObject({ headers: { 'x-request-id': 'r1' } });
  expect(server.requests).toMatchObject([
    {
      method: 'POST',
      body: '{"prompt":"雨"}',
      headers: { authorization: 'Bearer key', 'accept-encoding': 'identity', connection: 'close' },
    },
  ]);
});

test.for([200, 307, 502])('sends a form with a file once when the answer is %i', async (status) => {
  await using server = await startServer((response) => {
    response.writeHead(status, { location: '/elsewhere' }).end('{}');
  });
  const form = new FormData();
  form.set('prompt', '雨');
  form.set('input_reference', new File(['picture'], 'a.png', { type: 'image/png' }));
  const { url, timeoutMs, mayWrite } = order(server.origin);
  const exchange = await postOnce({ url, timeoutMs, mayWrite, form });
  expect(exchange).toMatchObject({ kind: 'answer', status });
  const [request, ...others] = server.requests;
  expect(others).toEqual([]);
  const type = request?.headers['content-type'] ?? '';
  expect(request?.headers['content-length']).toBe(String(Buffer.byteLength(request?.body ?? '')));
  const received = await new Response(request?.body ?? '', { headers: { 'content-type': type } }).formData();
  expect(received.get('prompt')).toBe('雨');
  const picture = received.get('input_reference') as File;
  expect([picture.name, picture.type, await picture.text()]).toEqual(['a.png', 'image/png', 'picture']);
});

test('sends a form of plain fields as such', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const { url, timeoutMs, mayWrite } = order(server.origin);
  await postOnce({ url, timeoutMs, mayWrite, form: new URLSearchParams({ grant: 'a b', key: '雨' }) });
  const { headers, body } = server.requests[0] ?? {};
  expect(headers?.['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
  expect(body).toBe('grant=a+b&key=%E9%9B%A8');
});

test('sends nothing of a form if refused', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const form = new FormData();
  form.set('prompt', '雨');
  const { url, timeoutMs } = order(server.origin);
  const exchange = await postOnce({ url, timeoutMs, form, mayWrite: () => false });
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'fenced', bytesWritten: 0 });
  expect(server.requests).toEqual([]);
});

test('counts exactly the bytes that reached the server', async () => {
  await using server = await startRawServer((socket) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
  });
  const { bytesWritten } = await postOnce(order(server.origin));
  expect(bytesWritten).toBe(Buffer.byteLength(server.received()));
});

test('uses a new connection for each request', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  await postOnce(order(server.origin));
  await postOnce(order(server.origin));
  expect(server.sockets).toHaveLength(2);
});

test.for([301, 302, 307, 308, 429, 500, 502, 503])(
  'sends one request when the answer is %i',
  async (status) => {
    await using server = await startServer((response) => {
      response.writeHead(status, { location: '/elsewhere', 'retry-after': '0' }).end('no');
    });
    expect(await postOnce(order(server.origin))).toMatchObject({ kind: 'answer', status });
    expect(server.requests).toHaveLength(1);
  },
);

test('reports nothing sent to a closed port', async () => {
  const closed = await listen(createServer());
  await closed[Symbol.asyncDispose]();
  const exchange = await postOnce(order(`http://127.0.0.1:${closed.port}`));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'connect', bytesWritten: 0 });
});

test('reports nothing sent to an unknown host', async () => {
  const exchange = await postOnce(order('http://nowhere.invalid'));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'connect', bytesWritten: 0 });
});

test('reports nothing sent if TLS fails', async () => {
  await using server = await startServer((response) => void response.end('{}'), makeCertificate());
  const exchange = await postOnce(order(server.origin));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'connect', bytesWritten: 0 });
  expect(server.requests).toEqual([]);
});

test('a connection reset after the request counts as sent', async () => {
  await using server = await startRawServer((socket) => void socket.resetAndDestroy());
  const exchange = await postOnce(order(server.origin));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'response' });
  expect(exchange.bytesWritten).toBeGreaterThan(0);
  expect(server.sockets).toHaveLength(1);
});

test.for([
  ['a body shorter than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"code":200'],
  ['a cut chunked body', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"cod\r\n'],
])('%s is a failure that knows the status', async ([, text = '']) => {
  await using server = await startRawServer((socket) => void socket.end(text));
  const exchange = await postOnce(order(server.origin));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'response', status: 200 });
});

test('cuts a body at the limit', async () => {
  await using server = await startServer((response) => void response.end('x'.repeat(5_000)));
  const exchange = await postOnce(order(server.origin, { maxBodyBytes: 1_000 }));
  expect(exchange).toMatchObject({ kind: 'answer', truncated: true, body: 'x'.repeat(1_000) });
});

test('ends a slow body at the deadline', async () => {
  await using server = await startServer((response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  const exchange = await postOnce(order(server.origin, { timeoutMs: 300 }));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'response', status: 200 });
  expect(exchange.elapsedMs).toBeLessThan(3_000);
});

test('gives up a silent server at the deadline', async () => {
  await using server = await startRawServer(() => undefined);
  const exchange = await postOnce(order(server.origin, { timeoutMs: 200 }));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'response' });
  expect(exchange.bytesWritten).toBeGreaterThan(0);
});

test('an aborted signal ends the exchange', async () => {
  const controller = new AbortController();
  await using server = await startRawServer(() => controller.abort());
  const exchange = await postOnce(order(server.origin, { signal: controller.signal }));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'response' });
});

test('asks `mayWrite` once, after connect', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const connections: number[] = [];
  await postOnce(
    order(server.origin, {
      json: { prompt: 'x'.repeat(500_000) },
      mayWrite: () =>
        connections.push(process.getActiveResourcesInfo().filter((n) => /TCPSocket/.test(n)).length) > 0,
    }),
  );
  expect(connections).toHaveLength(1);
  expect(server.requests[0]?.body.length).toBeGreaterThan(500_000);
});

test.for(['http', 'https'])('writes nothing over %s if refused', async (scheme) => {
  await using server = await startServer(
    (response) => void response.end('{}'),
    scheme === 'https' ? certificate : undefined,
  );
  const exchange = await postOnce(order(server.origin, { mayWrite: () => false }));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'fenced', bytesWritten: 0 });
  expect(server.requests).toEqual([]);
});

test('a throwing `mayWrite` refuses', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const mayWrite = (): boolean => {
    throw new Error('no answer');
  };
  expect(await postOnce(order(server.origin, { mayWrite }))).toMatchObject({
    phase: 'fenced',
    bytesWritten: 0,
  });
});

test('a process frozen before the write writes nothing', async () => {
  await using server = await startRawServer(
    (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'),
  );
  const deadlineMs = performance.now() + 100;
  let isFrozen = false;
  const freeze = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => {
      isFrozen = true;
      while (performance.now() < deadlineMs + 50) continue;
    });
  };
  subscribe('net.client.socket', freeze);
  try {
    const mayWrite = (): boolean => performance.now() < deadlineMs;
    const exchange = await postOnce(order(server.origin, { mayWrite }));
    expect(exchange).toMatchObject({ kind: 'failure', phase: 'fenced', bytesWritten: 0 });
  } finally {
    unsubscribe('net.client.socket', freeze);
  }
  expect(isFrozen).toBe(true);
  expect(server.sockets).toHaveLength(1);
  expect(server.received()).toBe('');
});

test.for(['http', 'https'])('reaches an %s server through a proxy, with the fence', async (scheme) => {
  await using server = await startServer(
    (response) => void response.end('{}'),
    scheme === 'https' ? certificate : undefined,
  );
  await using proxy = await startForwardProxy();
  const proxies = { http: proxy.origin, https: proxy.origin };
  const sent = await postOnce(order(server.origin), proxies);
  expect(sent).toMatchObject({ kind: 'answer', status: 200 });
  expect(server.requests).toHaveLength(1);
  const refused = await postOnce(order(server.origin, { mayWrite: () => false }), proxies);
  expect(refused).toMatchObject({ kind: 'failure', phase: 'fenced', bytesWritten: 0 });
  expect(server.requests).toHaveLength(1);
  const { port } = server;
  const tunnel = `CONNECT 127.0.0.1:${port}`;
  expect(proxy.asked).toEqual(
    scheme === 'https' ? [tunnel, tunnel] : [`POST http://127.0.0.1:${port}/create`],
  );
});

test('a proxy without a tunnel sends nothing', async () => {
  await using proxy = await startForwardProxy({ refuse: 407 });
  const url = proxy.origin.replace('http://', 'http://user:hidden@');
  const exchange = await postOnce(order('https://127.0.0.1:9'), { https: url });
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'connect', bytesWritten: 0 });
  expect(JSON.stringify(exchange)).not.toContain('hidden');
});

test('a host of NO_PROXY is reached directly', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const proxies = { http: 'http://127.0.0.1:9', exceptHosts: ['127.0.0.1'] };
  expect(await postOnce(order(server.origin), proxies)).toMatchObject({ kind: 'answer' });
});
