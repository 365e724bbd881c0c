import { setDefaultCACertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { makeCertificate } from '../test/make-certificate.ts';
import { startForwardProxy } from '../test/start-forward-proxy.ts';
import { startRawServer, startServer } from '../test/start-server.ts';
import { createHttpClient } from './http-client.ts';

const certificate = makeCertificate();
setDefaultCACertificates([certificate.cert]);

test('reuses the connection', async () => {
  await using server = await startServer((response) => void response.end('{"code":200}'));
  using http = createHttpClient();
  for (let count = 0; count < 3; count++) {
    const exchange = await http.ask({ url: `${server.origin}/tasks`, timeoutMs: 5_000 });
    expect(exchange).toMatchObject({ kind: 'answer', status: 200, body: '{"code":200}' });
    expect(exchange.bytesWritten).toBeGreaterThan(0);
  }
  expect(server.sockets).toHaveLength(1);
  expect(server.requests).toHaveLength(3);
});

test('sends one request in every case', async () => {
  await using server = await startServer(
    (response) => void response.writeHead(503, { 'retry-after': '0' }).end(),
  );
  using http = createHttpClient();
  expect(await http.ask({ url: server.origin, timeoutMs: 5_000 })).toMatchObject({
    kind: 'answer',
    status: 503,
  });
  expect(server.requests).toHaveLength(1);
});

test('a reset is a value, not an exception', async () => {
  await using server = await startRawServer((socket) => void socket.resetAndDestroy());
  using http = createHttpClient();
  expect(await http.ask({ url: server.origin, timeoutMs: 5_000 })).toMatchObject({
    kind: 'failure',
    phase: 'response',
  });
});

test('slow headers are cut at the deadline', async () => {
  await using server = await startRawServer((socket) => {
    const timer = setInterval(() => socket.write('H'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  using http = createHttpClient();
  expect(await http.ask({ url: server.origin, timeoutMs: 200 })).toMatchObject({ kind: 'failure' });
});

test('an endless body is cut at the cap', async () => {
  await using server = await startServer((response) => {
    const fill = (): void =>
      void (response.write('x'.repeat(65_536)) ? setImmediate(fill) : response.once('drain', fill));
    fill();
  });
  using http = createHttpClient();
  const exchange = await http.ask({ url: server.origin, timeoutMs: 5_000, maxBodyBytes: 10_000 });
  expect(exchange).toMatchObject({ kind: 'answer', truncated: true, body: 'x'.repeat(10_000) });
});

test.for(['http', 'https'])('asks an %s server through the proxy', async (scheme) => {
  await using server = await startServer(
    (response) => void response.end('{}'),
    scheme === 'https' ? certificate : undefined,
  );
  await using proxy = await startForwardProxy();
  using http = createHttpClient({ proxy: { http: proxy.origin, https: proxy.origin } });
  expect(await http.ask({ url: server.origin, timeoutMs: 5_000 })).toMatchObject({
    kind: 'answer',
    status: 200,
  });
  expect(proxy.asked).toHaveLength(1);
});

test('a reused connection leaks no listeners', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  using http = createHttpClient();
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  for (let count = 0; count < 15; count++) await http.ask({ url: server.origin, timeoutMs: 5_000 });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
