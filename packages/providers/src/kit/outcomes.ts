import type { Answer, Exchange } from '@cineflow/http';
import type { CreateOutcome, PollOutcome, Refusal } from '../spec.ts';
import { readRetryAfterMs, tell, toEvidence } from './evidence.ts';

const LONGEST_STATUS = 80;

type PollError = Extract<PollOutcome, { kind: 'error' }>;

/** Words of an answer, if any, and the secrets to redact from them. */
interface Said {
  words?: string;
  secrets: readonly string[];
}

/** A refused create, with the wait the provider asks for. */
export function refused(exchange: Answer, { refusal, words, secrets }: Said & { refusal: Refusal }) {
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const message = tell(words || `HTTP ${exchange.status}`, secrets);
  return { kind: 'refused', refusal, message, ...waitOf(exchange), evidence } satisfies CreateOutcome;
}

/** A create whose answer proves nothing: it may have been paid. */
export function unconfirmed(exchange: Answer, { words, secrets }: Required<Said>) {
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  return { kind: 'unconfirmed', message: tell(words, secrets), evidence } satisfies CreateOutcome;
}

/** A poll that failed and says nothing about the operation. HTTP 429 is always `throttled`. */
export function unanswered(
  exchange: Exchange,
  { cause = 'unavailable', words, secrets }: Said & { cause?: PollError['cause'] },
): PollError {
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  if (exchange.kind === 'failure')
    return { kind: 'error', cause: 'unavailable', message: tell(exchange.message, secrets), evidence };
  const message = tell(words || `HTTP ${exchange.status}`, secrets);
  if (exchange.status !== 429 && cause !== 'throttled') return { kind: 'error', cause, message, evidence };
  return { kind: 'error', cause: 'throttled', message, ...waitOf(exchange), evidence };
}

/** Status of an unfinished operation if it is an unknown word: such an operation may never end. */
export function oddStatus(
  status: string | undefined,
  known: ReadonlySet<string>,
  secrets: readonly string[],
): { odd?: string } {
  const word = status?.trim().toLowerCase() ?? '';
  return known.has(word)
    ? {}
    : { odd: tell(word === '' ? 'no status' : `status "${word}"`, secrets, LONGEST_STATUS) };
}

/** Wait the provider asks for; empty if none. */
function waitOf(exchange: Exchange): { retryAfterMs?: number } {
  const retryAfterMs = readRetryAfterMs(exchange);
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
