import { redisRefusal } from '@cineflow/queue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app-type.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { toProblem } from '../problems/to-problem.ts';
import { notReady, toProblemError } from '../problems/to-problem-error.ts';

/** Sends every error as `application/problem+json`; unexpected ones are logged in full. */
export function addProblemDetails(app: App): void {
  app.setErrorHandler(sendProblem);
  const methods = rememberMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods(pathOf(request));
    if (allowed.length === 0) return sendProblem(new ProblemError('not-found'), request, reply);
    const headers = { allow: allowed.join(', ') };
    return sendProblem(new ProblemError('method-not-allowed', { headers }), request, reply);
  });
}

/** Sends the problem for an error. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof ProblemError ? null : redisRefusal(error);
  const problem = problemOf(error, { request, refusal });
  if (refusal !== null) request.log.warn({ code: problem.code }, refusal);
  else if (problem.status >= 500) {
    const level = problem.code === 'internal' ? 'error' : 'warn';
    request.log[level]({ err: problem.cause ?? problem, code: problem.code }, 'request failed');
  }
  const body = toProblem(problem, { id: request.id, path: pathOf(request) });
  return reply
    .code(problem.status)
    .headers({ ...problem.extras.headers, 'cache-control': 'no-store' })
    .type('application/problem+json')
    .send(JSON.stringify(body));
}

function problemOf(
  error: unknown,
  { request, refusal }: { request: FastifyRequest; refusal: string | null },
): ProblemError {
  if (isSlowSender(error, request)) return new ProblemError('request-timeout');
  // The missing permission is shown to the operator only, in the log.
  return refusal === null ? toProblemError(error) : notReady('Redis refuses the service; its log says why.');
}

/** A body that arrives too slowly is the sender's fault, not ours. */
function isSlowSender(error: unknown, request: FastifyRequest): boolean {
  return (error as { code?: unknown }).code === 'FST_ERR_HANDLER_TIMEOUT' && !request.raw.complete;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

/** Records routes as they are added; returns a lookup of methods by path. */
function rememberMethods(app: App): (path: string) => string[] {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
    const entry = known.get(url) ?? { pattern, methods: new Set() };
    for (const name of [method].flat()) entry.methods.add(name);
    known.set(url, entry);
  });
  return (path) => [...([...known.values()].find(({ pattern }) => pattern.test(path))?.methods ?? [])];
}
