import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '@cineflow/contracts';
import got, { RequestError, type Method, TimeoutError } from 'got';
import { type Connection, createAgents } from './connection.ts';
import { ApiProblem, ApiUnreachable } from './errors.ts';

/** One request to the API. */
export interface Sending {
  method: Extract<Method, 'GET' | 'POST' | 'PUT' | 'DELETE'>;
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | FormData | undefined;
  json?: unknown;
  /** Makes a POST repeatable: the API answers the same one twice with one effect. */
  idempotencyKey?: string;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
}

export type Send = (sending: Sending) => Promise<Answer>;

const TIMEOUT_MS = 30_000;
const TRIES = 4;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 20_000;

/** Sends requests to one API. A POST without an Idempotency-Key is sent once, whatever happens. */
export function createSender(connection: Connection): Send {
  const agent = createAgents(connection);
  return async (sending) => {
    const isRepeatable = sending.method === 'GET' || sending.idempotencyKey !== undefined;
    for (let tried = 1; ; tried += 1) {
      try {
        return await sendOnce(connection, agent, sending);
      } catch (error) {
        if (!isRepeatable || tried >= triesFor(error)) throw error;
        const asked = error instanceof ApiProblem ? (error.retryAfterMs ?? 0) : 0;
        const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(asked, FIRST_PAUSE_MS * 2 ** (tried - 1)));
        await sleep(pauseMs, undefined, sending.signal ? { signal: sending.signal } : {});
      }
    }
  };
}

async function sendOnce(
  { baseUrl, apiKey }: Connection,
  agent: ReturnType<typeof createAgents>,
  { method, path, headers, body, json, idempotencyKey, timeoutMs = TIMEOUT_MS, signal }: Sending,
): Promise<Answer> {
  const url = `${baseUrl}${path}`;
  try {
    const answer = await got(url, {
      method,
      agent,
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      timeout: { request: timeoutMs },
      headers: {
        'user-agent': 'cineflow-client',
        ...headers,
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body }),
      ...(json === undefined ? {} : { json }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { statusCode: status, headers: told, body: text } = answer;
    if (status >= 200 && status < 300) return { status, headers: told, text };
    throw toProblem({ status, headers: told, text }, url);
  } catch (error) {
    throw error instanceof RequestError ? toUnreachable(error, baseUrl) : error;
  }
}

function toProblem({ status, headers, text }: Answer, url: string): Error {
  const problem = Problem.safeParse(parseOr(text));
  if (problem.success) return new ApiProblem(problem.data, retryAfterMs(headers['retry-after']));
  const detail = `${url}: HTTP ${status}`;
  return new ApiUnreachable(url, status >= 500 ? 'network' : 'foreign', { detail });
}

/** @throws the error itself if it was an abort */
function toUnreachable(error: RequestError, url: string): Error {
  if (error.code === 'ERR_ABORTED' || error.name === 'AbortError') return error;
  const { code } = error;
  const kind = code === 'ECONNREFUSED' ? 'refused' : error instanceof TimeoutError ? 'timeout' : 'network';
  return new ApiUnreachable(url, kind, { detail: error.message, cause: error });
}

/** How often a request is sent at most that ended so. Where nothing listens, people should hear it soon. */
function triesFor(error: unknown): number {
  if (error instanceof ApiUnreachable) {
    if (error.kind === 'foreign') return 1;
    return error.kind === 'refused' ? 2 : TRIES;
  }
  if (!(error instanceof ApiProblem)) return 1;
  const isPassing = error.status === 503 || error.status === 408 || error.code === 'key-in-progress';
  return isPassing ? TRIES : 1;
}

function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const seconds = Number(header);
  return header === undefined || !Number.isFinite(seconds) ? undefined : seconds * 1000;
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
