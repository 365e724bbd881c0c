import { type Exchange, redact, type TransportFailure } from '@cineflow/http';
import type { CreateOutcome, Evidence } from '../spec.ts';

const REQUEST_ID_HEADERS = ['x-request-id', 'x-oneapi-request-id', 'x-trace-id', 'cf-ray'];
const BODY_START_LENGTH = 300;

/**
 * Extracts the evidence of an exchange, without secrets. `bodyStart` is optional: an answer we understood needs none.
 */
export function toEvidence(
  exchange: Exchange,
  options: { secrets: readonly string[]; withBody?: boolean },
): Evidence {
  const headers = exchange.headers ?? {};
  const requestId = REQUEST_ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
  const providerDate = readDate(headers['date']);
  const body = exchange.kind === 'answer' && options.withBody === true ? exchange.body : '';
  return {
    ...(exchange.status === undefined ? {} : { status: exchange.status }),
    ...(requestId === undefined ? {} : { requestId: tell(requestId, options.secrets, 100) }),
    bytesWritten: exchange.bytesWritten,
    elapsedMs: exchange.elapsedMs,
    ...(body === '' ? {} : { bodyStart: tell(body, options.secrets, BODY_START_LENGTH) }),
    ...(providerDate === undefined ? {} : { providerDate: providerDate.toISOString() }),
  };
}

/** Classifies a create without an answer: it counts as not sent only if no byte left. */
export function classifyUnanswered(exchange: TransportFailure, secrets: readonly string[]): CreateOutcome {
  const evidence = toEvidence(exchange, { secrets });
  const message = tell(exchange.message, secrets);
  if (exchange.bytesWritten > 0) return { kind: 'unconfirmed', message, evidence };
  return { kind: 'not-sent', message, ownFault: exchange.phase === 'fenced', evidence };
}

/** Makes foreign text safe to store and show: redacts, then cuts. */
export function tell(text: string, secrets: readonly string[], maxLength = BODY_START_LENGTH): string {
  // Redact before cutting, with a margin wider than any key: a split secret would not be found.
  return redact(text.slice(0, maxLength + 4_096), secrets).slice(0, maxLength);
}

/** Wait asked for by Retry-After (seconds or a date), ms, between 1 s and 1 h. */
export function readRetryAfterMs(exchange: Exchange): number | undefined {
  const text = exchange.headers?.['retry-after']?.trim();
  if (exchange.kind !== 'answer' || text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return clampWait(Number(text) * 1_000);
  const until = readDate(text);
  if (until === undefined) return undefined;
  const nowMs = readDate(exchange.headers['date'])?.getTime() ?? exchange.receivedAtMs;
  return clampWait(until.getTime() - nowMs);
}

/** Pause of all questions after a 429 without Retry-After, ms. */
const THROTTLED_MS = 1000;

/** Pause the provider asks for; empty if it asks for none. */
export function readPause(exchange: Exchange): { throttledMs?: number } {
  if (exchange.kind !== 'answer' || exchange.status !== 429) return {};
  return { throttledMs: readRetryAfterMs(exchange) ?? THROTTLED_MS };
}

/** An HTTP date, or undefined. */
export function readDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function clampWait(waitMs: number): number {
  return Math.min(Math.max(Math.ceil(waitMs), 1_000), 3_600_000);
}
