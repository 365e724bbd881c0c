import { Failure, Film, type TakeState } from '@cineflow/contracts';
import type { Order } from '@cineflow/core';
import { asAdmission, type Admission } from '@cineflow/limiter';
import type { BeginReply } from './scripts.ts';

/** What a worker is told that asked to begin an attempt; `begin-attempt.lua` says when it is told what. */
export type Begun = Admission &
  (
    | { verdict: 'go'; attempt: number; now: number; order: Order; model: string }
    | { verdict: 'reuse'; film: string; owner: string }
    | { verdict: 'moved-on'; state: TakeState; film?: Film; failure?: Failure }
    | { verdict: 'follow' | 'no-permit' | 'unknown' | 'barrier' | 'over-budget' }
  );

/** Reads the answer of the script. */
export function toBegun(reply: BeginReply): Begun {
  const { verdict } = reply;
  const admission = asAdmission({
    admitted: reply.admitted,
    ...(reply.nextChangeAt === undefined ? {} : { nextChangeAt: reply.nextChangeAt }),
  });
  if (verdict === 'go') {
    const { attempt = 1, now = 0, order = '{}', model = '' } = reply;
    return { ...admission, verdict, attempt, now, order: JSON.parse(order) as Order, model };
  }
  if (verdict === 'reuse') return { ...admission, verdict, film: reply.film ?? '', owner: reply.owner ?? '' };
  if (verdict !== 'moved-on') return { ...admission, verdict };
  return {
    ...admission,
    verdict,
    state: reply.state as TakeState,
    ...(reply.film === undefined ? {} : { film: Film.parse(JSON.parse(reply.film)) }),
    ...(reply.failure === undefined ? {} : { failure: Failure.parse(JSON.parse(reply.failure)) }),
  };
}
