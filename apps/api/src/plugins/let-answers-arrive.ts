import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ProblemError } from '../problems/problem-error.ts';
import { toProblem } from '../problems/to-problem.ts';
import { ExpectationError } from './door-errors.ts';
import { makeRequestId } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';

/** How long a client may continue to send a refused body; then the connection is reset. */
const LINGER_MS = 5_000;

/**
 * Lets a client that is still sending read its answer. Closing a connection with unread bytes resets it, and the
 * reset overtakes the answer.
 */
export function letAnswersArrive(server: Server): void {
  const last = new WeakMap<Socket, IncomingMessage>();
  server.on('request', (request) => {
    const { socket } = request;
    const isNew = !last.has(socket);
    last.set(socket, request);
    if (!isNew) return;
    const end = socket.destroySoon.bind(socket);
    // Node closes the connection with this after the last answer.
    socket.destroySoon = () => {
      const request = last.get(socket);
      if (request === undefined || request.complete) end();
      else linger(socket, request);
    };
  });
}

function linger(socket: Socket, request: IncomingMessage): void {
  socket.end();
  request.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  request.once('end', () => socket.destroy());
  socket.once('close', () => clearTimeout(timer));
}

/** Node would answer an unknown Expect with a bare 417. */
export function answerExpectations(server: Server): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const id = makeRequestId();
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const problem: ProblemError = new ExpectationError();
    const body = JSON.stringify(toProblem(problem, { id, path }));
    response.writeHead(problem.status, {
      ...securityHeaders(),
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'content-length': Buffer.byteLength(body),
      'x-request-id': id,
    });
    response.end(body);
  });
}
