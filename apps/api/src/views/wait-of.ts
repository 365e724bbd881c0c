import type { TakeState, WaitReason } from '@cineflow/contracts';
import { isFinal } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import { explainWait } from '@cineflow/limiter';
import type { LaneView } from './lane-view.ts';

/** The part of a take that tells what it waits for. */
export type WaitingTake = Pick<
  TakeRecord,
  'state' | 'wait' | 'waitUntil' | 'waitDetail' | 'doubtAt' | 'suspects'
> &
  Partial<Pick<TakeRecord, 'model'>>;

export interface Wait {
  reason: WaitReason;
  /** Redis time in ms at which it may go on by itself. */
  untilMs?: number;
  detail?: string;
}

/**
 * Why a take does not move at this moment, or null where it does (or is final). The only place that decides so;
 * `settleMs` is how long an unconfirmed create is left to settle before the provider is asked.
 */
export function waitOf(take: WaitingTake, lane: LaneView, settleMs: number): Wait | null {
  if (isFinal(take.state)) return null;
  if (take.wait !== undefined && stillCounts(take.wait, take.state) && !isOver(take, lane.now)) {
    return wait(take.wait, take.waitUntil, take.waitDetail);
  }
  switch (take.state) {
    case 'queued':
      return lane.isRecovering ? wait('recovery') : explainWait(lane, take.model);
    case 'rendering':
    case 'overdue':
      return wait('provider');
    case 'unconfirmed':
      if (take.suspects) return wait('unconfirmed', undefined, aPersonMustTell(take.suspects));
      return wait('unconfirmed', take.doubtAt === undefined ? undefined : take.doubtAt + settleMs);
    default:
      return null;
  }
}

function aPersonMustTell(suspects: readonly string[]): string {
  return `the provider lists operations that nobody owns (${suspects.join(', ')}): a person must tell whose they are`;
}

/** What a take waited for in the queue means nothing once it was found at the provider. */
function stillCounts(reason: WaitReason, state: TakeState): boolean {
  if (state === 'queued') return true;
  return state === 'collecting' && (reason === 'provider' || reason === 'storage');
}

/** A take that stepped back stands in line again when its time has come, and nobody takes its note away. */
function isOver({ wait: reason, waitUntil }: WaitingTake, now: number): boolean {
  return reason === 'rate' && waitUntil !== undefined && waitUntil <= now;
}

function wait(reason: WaitReason, untilMs?: number, detail?: string): Wait {
  return {
    reason,
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(detail === undefined ? {} : { detail }),
  };
}
