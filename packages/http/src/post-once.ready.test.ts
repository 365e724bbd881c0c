import { expect, test } from 'vitest';
import { startRawServer, startServer } from '../test/start-server.ts';
import { postOnce, type PostRequest } from './post-once.ts';

function order(origin: string, changes: Partial<PostRequest>): PostRequest {
  return { url: `${origin}/create`, json: {}, timeoutMs: 5_000, mayWrite: () => true, ...changes };
}

test('connects in parallel to `ready`, sends nothing before', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const ready = Promise.withResolvers<void>();
  const sent = postOnce(order(server.origin, { ready: ready.promise }));
  await expect.poll(() => server.sockets.length).toBe(1);
  expect(server.sockets[0]?.bytesRead).toBe(0);
  ready.resolve();
  expect(await sent).toMatchObject({ kind: 'answer', status: 200 });
  expect(server.requests).toHaveLength(1);
  expect(server.sockets).toHaveLength(1);
});

test('asks `mayWrite` only after `ready`', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const ready = Promise.withResolvers<void>();
  let isReady = false;
  const asked: boolean[] = [];
  const mayWrite = () => asked.push(isReady) > 0;
  const sent = postOnce(order(server.origin, { ready: ready.promise, mayWrite }));
  await expect.poll(() => server.sockets.length).toBe(1);
  isReady = true;
  ready.resolve();
  await sent;
  expect(asked).toEqual([true]);
});

test('sends nothing if `ready` rejects', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const exchange = await postOnce(order(server.origin, { ready: Promise.reject(new Error('no')) }));
  expect(exchange).toMatchObject({ kind: 'failure', phase: 'fenced', bytesWritten: 0 });
  expect(server.requests).toHaveLength(0);
});

test('reports nothing sent if the server hangs up before `ready`', async () => {
  await using server = await startRawServer(() => undefined);
  const ready = Promise.withResolvers<void>();
  const sent = postOnce(order(server.origin, { ready: ready.promise }));
  await expect.poll(() => server.sockets.length).toBe(1);
  const hungUp = new Promise((resolve) => server.sockets[0]?.once('close', resolve));
  server.sockets[0]?.resetAndDestroy();
  await hungUp;
  ready.resolve();
  expect(await sent).toMatchObject({ kind: 'failure', bytesWritten: 0 });
  expect(server.sockets).toHaveLength(1);
});

test('reports nothing sent if `ready` is late', async () => {
  await using server = await startServer((response) => void response.end('{}'));
  const never = new Promise<void>(() => undefined);
  const exchange = await postOnce(order(server.origin, { ready: never, timeoutMs: 300 }));
  expect(exchange).toMatchObject({ kind: 'failure', bytesWritten: 0 });
  expect(server.requests).toHaveLength(0);
});
