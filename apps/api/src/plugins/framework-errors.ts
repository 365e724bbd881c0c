import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { ProblemError } from '../problems/problem-error.ts';
import { toProblem } from '../problems/to-problem.ts';
import { sendProblem } from './problem-details.ts';
import { makeRequestId } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';

/** Answers a malformed URL, for which no route and no hook runs. */
export function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({ ...securityHeaders(), 'x-request-id': request.id });
  void sendProblem(error, request, reply);
}

/** Answers bytes that are not HTTP, or arrive too slowly, and closes the connection. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const id = makeRequestId();
  const problem = toProblem(new ProblemError('invalid-request', { detail: detailOf(error.code) }), {
    id,
    path: '',
  });
  const body = JSON.stringify(problem);
  const head = [
    'HTTP/1.1 400 Bad Request',
    'connection: close',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${id}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function detailOf(code: string | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'The request did not arrive in time.';
  return code === 'HPE_HEADER_OVERFLOW' ? 'The header fields are too long.' : 'This is no HTTP request.';
}
