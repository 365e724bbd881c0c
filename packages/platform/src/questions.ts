import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from '@cineflow/limiter';
import type { Wake } from '@cineflow/queue';

/** The questions to one provider account: all of all processes share one budget, and all heed its pause. */
export interface Questions {
  /** Draws one question on the budget. False if the budget allows none in time, or the provider asked for a pause. */
  mayAsk(patienceMs?: number): Promise<boolean>;
  /** Keeps every question back for as long as the provider asked for, where it did. */
  heed(pause: { throttledMs?: number }): Promise<void>;
}

/** The longest a question waits for its share of the budget, ms. */
const PATIENCE_MS = 5000;

/** Patience of a background command, ms: polls of the workers go first. */
export const COMMAND_PATIENCE_MS = 60_000;

/** Pause of all questions after "too many requests" without a Retry-After. */
export const THROTTLED_MS = 1000;

/** The questions to the account of a line; `perSecond` is the budget, absent: no limit. */
export function createQuestions(
  line: Pick<Line, 'grantPolls' | 'reschedule'>,
  { providerId, perSecond, wake }: { providerId: string; perSecond: number | undefined; wake: Wake },
): Questions {
  return {
    mayAsk: async (patienceMs = PATIENCE_MS) => {
      const until = performance.now() + patienceMs;
      for (;;) {
        const { granted, waitMs } = await line.grantPolls(1, perSecond);
        if (granted > 0) return true;
        if (performance.now() + waitMs > until) return false;
        await sleep(waitMs);
      }
    },
    heed: async ({ throttledMs }) => {
      if (throttledMs === undefined) return;
      await wake(providerId, await line.reschedule([], 'unknown', throttledMs));
    },
  };
}
