import { connect } from 'node:net';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { eventually } from '@cineflow/testkit';
import type { App } from '../app-type.ts';
import { admitLargeBodies } from './admit-large-bodies.ts';
import { addProblemDetails } from './problem-details.ts';

const LARGE = JSON.stringify({ text: 'x'.repeat(400_000) });

/** A server whose requests end only on command. */
async function start() {
  const app = Fastify() as unknown as App;
  addProblemDetails(app);
  // Only the number of waiting requests is tested, so no timeout may strike.
  admitLargeBodies(app, 2.5 * LARGE.length, { mostWaiting: 16, longestWaitMs: 60_000, breathMs: 10 });
  const handled: PromiseWithResolvers<void>[] = [];
  app.post('/', { bodyLimit: 1_000_000 }, async () => {
    const turn = Promise.withResolvers<void>();
    handled.push(turn);
    await turn.promise;
    return 'done';
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const headers = { 'content-type': 'application/json' };
  const post = async (body: string) => {
    const answer = await fetch(url, { method: 'POST', headers, body });
    await answer.text();
    return answer;
  };
  return { handled, post, url, [Symbol.asyncDispose]: () => app.close() };
}

test('processes two, queues sixteen, rejects the rest', async () => {
  await using server = await start();
  const answers = Array.from({ length: 22 }, () => server.post(LARGE));
  const turnedAway = await Promise.race(answers);
  let answered = 0;
  for (const answer of answers) void answer.then(() => (answered += 1));
  // A request admitted before all have arrived would make room for another.
  await eventually(() => answered === 4, { timeoutMs: 25_000 });
  await eventually(() => server.handled.length === 2);
  expect(turnedAway.status).toBe(503);
  expect(Number(turnedAway.headers.get('retry-after'))).toBeGreaterThan(0);
  for (let next = 0; next < 18; next += 1) {
    await eventually(() => server.handled[next] !== undefined);
    server.handled[next]?.resolve();
  }
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(18);
  expect(statuses.filter((status) => status === 503)).toHaveLength(4);
});

test('small bodies do not wait', async () => {
  await using server = await start();
  const large = [server.post(LARGE), server.post(LARGE), server.post(LARGE)];
  await eventually(() => server.handled.length === 2);
  const small = server.post('{}');
  await eventually(() => server.handled.length === 3);
  server.handled[2]?.resolve();
  expect((await small).status).toBe(200);
  server.handled.forEach(({ resolve }) => resolve());
  await eventually(() => server.handled.length === 4);
  server.handled[3]?.resolve();
  await Promise.all(large);
});

test('a slow sender takes no slot, a closed one frees its own', async () => {
  await using server = await start();
  const { port } = new URL(server.url);
  const head = `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${LARGE.length}\r\n\r\n`;
  const slow = Array.from({ length: 8 }, () =>
    connect(Number(port), '127.0.0.1').on('error', () => undefined),
  );
  for (const socket of slow) socket.write(head + LARGE.slice(0, 300_000));
  const gone = [0, 1].map(() => connect(Number(port), '127.0.0.1').on('error', () => undefined));
  for (const socket of gone) socket.write(head + LARGE);
  await eventually(() => server.handled.length === 2);
  for (const socket of gone) socket.destroy();
  const answer = server.post(LARGE);
  await eventually(() => server.handled.length === 3);
  server.handled.forEach(({ resolve }) => resolve());
  expect((await answer).status).toBe(200);
  for (const socket of slow) socket.destroy();
  await eventually(() => slow.every((socket) => socket.closed));
});
