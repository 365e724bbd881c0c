import { Agent, request as startRequest } from 'node:http';
import { connect } from 'node:net';
import { pickNumber } from '../harness/random.ts';
import type { FuzzRequest } from './make-request.ts';

export interface FuzzAnswer {
  /** 0 if the connection ended without an answer. */
  status: number;
  type: string;
  retryAfter: string | undefined;
  text: string;
}

const PATIENCE_MS = 60_000;
const NONE: FuzzAnswer = { status: 0, type: '', retryAfter: undefined, text: '' };

/** Sends requests over keep-alive connections. */
export function createSender(url: string): Disposable & { send(request: FuzzRequest): Promise<FuzzAnswer> } {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    send: ({ body, ...request }) => {
      const { promise, resolve } = Promise.withResolvers<FuzzAnswer>();
      const sent = startRequest({ hostname, port, agent, ...request, timeout: PATIENCE_MS }, (answer) => {
        const { 'content-type': type = '', 'retry-after': retryAfter } = answer.headers;
        const facts = { status: answer.statusCode ?? 0, type, retryAfter };
        let text = '';
        answer.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(0, 500)));
        answer.on('close', () => resolve({ ...facts, text }));
      });
      sent.on('error', () => resolve(NONE)).on('timeout', () => sent.destroy());
      sent.end(body);
      return promise;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

const GARBAGE = [
  'NONSENSE\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\n\r\n',
  'GET / HTTP/9.9\r\nhost: localhost\r\n\r\n',
  'GET /\u0000 HTTP/1.1\r\nhost: localhost\r\n\r\n',
  'GET http://evil.example/v1/storyboards HTTP/1.1\r\nhost: localhost\r\n\r\n',
  `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
  'POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n{}',
  'POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n{}',
  'POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  'POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}',
  'POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"a":',
  'POST /v1/storyboards HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
  'POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\nexpect: tea\r\ncontent-length: 2\r\n\r\n{}',
  `GET / HTTP/1.1\r\nhost: localhost\r\n${'x: y\r\n'.repeat(3_000)}\r\n`,
  `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
  `POST /v1/storyboards HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n2;${'x'.repeat(50_000)}\r\n{}\r\n0\r\n\r\n`,
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\u0016\u0003\u0001\u0000\u0001',
];

/** Sends garbage or half a request and closes; returns the status, 0 for none. */
export async function sendGarbage(url: string, random: () => number): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => resolve()).on('error', () => resolve());
  });
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.write(GARBAGE[pickNumber(random, 0, GARBAGE.length - 1)] ?? '', 'latin1');
  socket.setTimeout(200, () => socket.destroy());
  await ended;
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}
