import { expect, test } from 'vitest';
import { startRawServer, startServer } from '../test/start-server.ts';
import { postOnce } from './post-once.ts';

const order = (origin: string, sink: (chunk: Buffer) => Promise<void>) => ({
  url: `${origin}/create`,
  json: {},
  timeoutMs: 5_000,
  mayWrite: () => true,
  sink,
});

test('the sink gets the whole answer, the text its beginning', async () => {
  const picture = 'x'.repeat(1_500_000);
  await using server = await startServer((response) => void response.end(picture));
  const chunks: Buffer[] = [];
  const exchange = await postOnce(order(server.origin, async (chunk) => void chunks.push(chunk)));
  expect(exchange).toMatchObject({ kind: 'answer', truncated: true, body: picture.slice(0, 1_000_000) });
  expect(Buffer.concat(chunks).toString()).toBe(picture);
});

test('a cut answer is no answer', async () => {
  await using server = await startRawServer((socket) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf');
  });
  let got = '';
  const exchange = await postOnce(order(server.origin, async (chunk) => void (got += chunk.toString())));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'response', status: 200 });
  expect([got, exchange.bytesWritten > 0]).toEqual(['half', true]);
});

test('a failing sink counts as a broken answer', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const exchange = await postOnce(order(server.origin, async () => Promise.reject(new Error('disk full'))));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'response', message: 'disk full' });
  expect(exchange.bytesWritten).toBeGreaterThan(0);
  expect(server.requests).toHaveLength(1);
});
