import { defined } from '@cineflow/core';
import type { DueClaim, Reschedule } from '@cineflow/limiter';
import type { PollOutcome } from '@cineflow/providers';

/** Longest odd answer that a take keeps. */
const LONGEST_ODD = 200;

type Learned = Omit<Reschedule, 'takeId' | 'delayMs'>;

/**
 * What an inconclusive answer tells about its operation. A throttle or a refused key tells nothing. Trouble of the
 * provider restarts the time for which an operation was missing: earlier answers may have been trouble too.
 */
export function learnedFrom(
  outcome: PollOutcome,
  { oddTimes, missingMs }: Pick<DueClaim, 'oddTimes' | 'missingMs'>,
): Learned {
  const found = missingMs === undefined ? {} : { isKnown: true };
  switch (outcome.kind) {
    case 'not-found':
      return { isKnown: false, odd: wordsOf(outcome) };
    case 'error':
      return outcome.cause === 'unavailable' ? { odd: wordsOf(outcome), ...found } : {};
    case 'pending': {
      const { progress, odd } = outcome;
      const isClear = odd === undefined && oddTimes !== undefined;
      return { isRunning: true, ...defined({ progress, odd }), ...(isClear ? { isClear } : {}), ...found };
    }
    default:
      return {};
  }
}

function wordsOf({ message, evidence: { status } }: PollOutcome & { message: string }): string {
  const isTold = status === undefined || message.startsWith('HTTP ');
  return `${isTold ? '' : `HTTP ${status}: `}${message}`.slice(0, LONGEST_ODD);
}
