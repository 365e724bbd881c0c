import type { Exchange } from '@cineflow/http';
import type { PollOutcome } from '../../spec.ts';
import { readRetryAfterMs, tell, toEvidence } from '../evidence.ts';
import { isContentRefusal } from '../words.ts';
import { type GoogleProblem, isKeyRefused, readProblem } from './problem.ts';

/** Classifies an answer without a state: a failed question, or an unknown operation. */
export function readTrouble(exchange: Exchange, body: unknown, secrets: readonly string[]): PollOutcome {
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  if (exchange.kind === 'failure') {
    return { kind: 'error', cause: 'unavailable', message: tell(exchange.message, secrets), evidence };
  }
  const problem = readProblem(body);
  const { status } = exchange;
  const message = tell(problem?.message || `HTTP ${status}`, secrets);
  if (status === 429) {
    const retryAfterMs = readRetryAfterMs(exchange) ?? problem?.retryAfterMs;
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { kind: 'error', cause: 'throttled', message, ...wait, evidence };
  }
  // [O] Other 400s were seen on running operations. An HTML page or an empty 404 comes from a proxy.
  const isUnknown =
    status === 404 || (status === 400 && /invalid interaction name/i.test(problem?.words ?? ''));
  if (problem !== undefined && isUnknown) return { kind: 'not-found', message, evidence };
  const isAuth = status === 401 || (problem !== undefined && (status === 403 || isKeyRefused(problem)));
  return { kind: 'error', cause: isAuth ? 'auth' : 'unavailable', message, evidence };
}

/** Outcome of an operation that made nothing. It reports no refund, because the vendor documents none. */
export function toFailure(
  exchange: Exchange,
  { words, message }: Pick<GoogleProblem, 'words' | 'message'>,
  secrets: readonly string[],
  isKeptBack = isContentRefusal(words),
): PollOutcome {
  const reason = isKeptBack ? 'content-policy' : 'provider-failed';
  return {
    kind: 'failed',
    reason,
    message: tell(message, secrets),
    evidence: toEvidence(exchange, { secrets }),
  };
}
