import type { FailureReason } from '@cineflow/contracts';
import type { OutcomeKind } from '@cineflow/limiter';
import type { CreateOutcome, Refusal } from '@cineflow/providers';

/** The step of the book after a create that was not accepted. */
export type Decision =
  | {
      kind: 'requeue';
      cause: Exclude<OutcomeKind, 'success' | 'unconfirmed-error'>;
      throttleMs: number;
      backoffMs: number;
    }
  | { kind: 'fail'; reason: FailureReason }
  | { kind: 'unconfirmed' };

type NotAccepted = Exclude<CreateOutcome, { kind: 'accepted' }>;

const PATIENT_ATTEMPTS = 3;
const BACKOFF_BASE_MS = 1000;
const BACKOFF_MAX_MS = 60_000;

/**
 * Only a create proved not accepted is requeued; a final refusal fails the take; anything else is unconfirmed.
 * `attempt` counts from 1: repeated refusals back off, so that the take does not block the others. A retired model ends
 * only a take without another route.
 */
export function decideAfterSubmit(outcome: NotAccepted, attempt: number, hasOtherRoute = false): Decision {
  if (outcome.kind === 'unconfirmed') return { kind: 'unconfirmed' };
  if (outcome.kind === 'not-sent') return requeue(outcome.ownFault ? 'own' : 'error', attempt);
  switch (outcome.refusal) {
    case 'content-policy':
      return { kind: 'fail', reason: 'content-policy' };
    case 'invalid':
      return { kind: 'fail', reason: 'invalid' };
    case 'retired':
      return hasOtherRoute ? requeue('own', attempt) : { kind: 'fail', reason: 'invalid' };
    case 'auth':
    case 'balance':
      return { kind: 'requeue', cause: outcome.refusal, throttleMs: 0, backoffMs: 0 };
    case 'rate-limited':
    case 'busy':
      return { ...requeue('throttled', attempt), throttleMs: outcome.retryAfterMs ?? 0 };
  }
}

/**
 * How an unconfirmed create counts for the lane. `alike` is the number of equal answers to this take in a row. A
 * repeated equal answer is the take's own fault and says nothing about the provider.
 */
export function blameFor(alike: number): 'own' | 'unconfirmed-error' {
  return alike > 1 ? 'own' : 'unconfirmed-error';
}

function requeue(
  cause: Exclude<OutcomeKind, 'success' | 'unconfirmed-error'>,
  attempt: number,
): Decision & { kind: 'requeue' } {
  const excess = attempt - PATIENT_ATTEMPTS;
  const backoffMs = excess <= 0 ? 0 : Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(excess, 10));
  return { kind: 'requeue', cause, throttleMs: 0, backoffMs };
}

const ELSEWHERE: ReadonlySet<Refusal> = new Set(['busy', 'balance', 'auth', 'retired']);

/** True if nothing was sent or bought for a reason of this account or model: another route may succeed. */
export function mayFailOver(outcome: NotAccepted): boolean {
  if (outcome.kind === 'not-sent') return !outcome.ownFault;
  return outcome.kind === 'refused' && ELSEWHERE.has(outcome.refusal);
}
