import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readPicture } from './read-picture.ts';

const BYTES = Buffer.from('a picture');
const OPEN = new AbortController().signal;
const LIMITS = { milliseconds: 300, bytes: 1000 };

/** Reads a picture from a server that answers so. */
async function readFrom(answer: RequestListener): Promise<Uint8Array | undefined> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await readPicture(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a`, OPEN, LIMITS);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a picture of a request', () => {
  test('is fetched by one GET, or decoded', async () => {
    const methods: (string | undefined)[] = [];
    const fetched = await readFrom((request, response) => {
      methods.push(request.method);
      response.end(BYTES);
    });
    const decoded = await readPicture(`data:image/png;base64,${BYTES.toString('base64')}`, OPEN);
    expect([fetched, decoded, methods]).toEqual([BYTES, BYTES, ['GET']]);
  });

  test.each<[string, RequestListener, string]>([
    ['is not found', (_, response) => response.writeHead(404).end(), 'HTTP 404'],
    ['moved', (_, response) => response.writeHead(302, { location: '/b' }).end(), 'HTTP 302'],
    ['is too large', (_, response) => response.end('x'.repeat(1001)), 'it has more than 1000 bytes'],
    ['never comes', () => undefined, 'no answer within 300 ms'],
    ['is cut off', (request) => request.socket.destroy(), 'UND_ERR_SOCKET'],
  ])('that %s is told why', async (_name, answer, why) => {
    await expect(readFrom(answer)).rejects.toThrow(why);
  });

  test.each([
    ['file:///etc/passwd', 'it is no http(s) link'],
    ['u', 'it is no http(s) link'],
    ['data:image/png,abc', 'its data URI is not in base64'],
    ['http://127.0.0.1:1/a.png', 'bad port'],
  ])('at %s cannot be had: %s', async (source, why) => {
    await expect(readPicture(source, OPEN)).rejects.toThrow(why);
  });

  test.each(['https://images.example.com/a.png', 'https://img.example/a.png', 'http://a.test/'])(
    'at the sample address %s is left out',
    async (source) => {
      expect(await readPicture(source, OPEN)).toBeUndefined();
    },
  );
});
