import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { endSlowBodies } from './end-slow-bodies.ts';

const SLOW_MS = 200;

/** Sends a head and one byte of ten. Returns the answer, or `open` where the server goes on waiting. */
async function sendSlowly(contentType: string): Promise<string> {
  const app = Fastify();
  endSlowBodies(app, SLOW_MS);
  app.addContentTypeParser(/^multipart/, (_request, payload, done) => {
    payload.resume().once('end', () => done(null, undefined));
  });
  app.post('/', async () => 'done');
  await app.listen({ port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port);
  socket.write(
    `POST / HTTP/1.1\r\nhost: a\r\ncontent-type: ${contentType}\r\ncontent-length: 10\r\nconnection: close\r\n\r\n{`,
  );
  const answer = await Promise.race([text(socket), sleep(5 * SLOW_MS, 'open')]);
  const closed = once(socket, 'close');
  socket.destroy();
  await Promise.all([app.close(), closed]);
  return answer;
}

test('a body that arrives too slowly ends', async () => {
  expect(await sendSlowly('application/json')).toMatch(/^HTTP\/1\.1 400 .*did not arrive in time/s);
});

test('an upload may take longer', async () => {
  expect(await sendSlowly('multipart/form-data; boundary=x')).toBe('open');
});
