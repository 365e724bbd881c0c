import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** What goes back to the client: JSON, a page or text as it is, or no answer at all. */
export type Answer =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'text'; readonly status: number; readonly type: string; readonly body: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang'; readonly maxMs: number };

/** The provider's envelope for a success. */
export function succeed(data: unknown): Answer {
  return { kind: 'json', status: 200, body: { code: 200, message: 'ok', data } };
}

/** The provider's envelope for a problem, which travels with HTTP 200 unless told otherwise. */
export function fail(
  code: number,
  message: string,
  status = 200,
  headers: Record<string, string> = {},
): Answer {
  return { kind: 'json', status, body: { code, message, data: null }, headers };
}

/** The page that a proxy in front of the provider answers. */
export function answerBadGateway(): Answer {
  const body =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n';
  return { kind: 'text', status: 502, type: 'text/html', body };
}

/** The page of a firewall in front of the provider, which dislikes a prompt. */
export function answerFirewall(): Answer {
  const body = '<html><head><title>403 Forbidden</title></head><body><h1>Request blocked</h1></body></html>';
  return { kind: 'text', status: 403, type: 'text/html', body };
}

/** HTTP 429 in JSON, with Retry-After where `retryAfterSeconds` is not 0. */
export function answerTooMany(retryAfterSeconds: number): Answer {
  const headers = retryAfterSeconds > 0 ? { 'retry-after': String(retryAfterSeconds) } : undefined;
  return fail(429, '当前并发任务数已达上限，请稍后再试', 429, headers);
}

/** HTTP 200 with half of the JSON. */
export function cutInHalf(text: string): Answer {
  return { kind: 'text', status: 200, type: 'application/json', body: text.slice(0, text.length / 2) };
}

/** Sends an answer. A hang ends with the connection: after its limit, or when `closing` is aborted. */
export async function sendAnswer(
  reply: FastifyReply,
  answer: Answer,
  closing: AbortSignal,
): Promise<FastifyReply> {
  if (answer.kind === 'json')
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .send(answer.body);
  if (answer.kind === 'text') return reply.code(answer.status).type(answer.type).send(answer.body);
  reply.hijack();
  if (answer.kind === 'hang') await waitQuietly(answer.maxMs, closing);
  reply.raw.socket?.resetAndDestroy();
  return reply;
}

/** Waits; ends early and without an error when `closing` is aborted. */
export async function waitQuietly(milliseconds: number, closing: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: closing }).catch(() => undefined);
}
