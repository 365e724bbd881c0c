import type { TakeState, WaitReason } from '@cineflow/contracts';
import { isFinal } from '@cineflow/core';
import { explainWait } from '@cineflow/limiter';
import type { TakeView } from '../storyboards/take-views.ts';
import type { LaneView } from './lane-view.ts';

/** The part of a take that tells what it waits for. */
export type WaitingTake = Pick<TakeView, 'state' | 'wait' | 'waitUntil' | 'waitDetail'> &
  Partial<Pick<TakeView, 'model' | 'isPaused' | 'follows' | 'unconfirmedAt' | 'suspects'>>;

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
  const decided = waitInBook(take);
  if (decided !== null) return wait(decided);
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
      return wait(
        'unconfirmed',
        take.unconfirmedAt === undefined ? undefined : take.unconfirmedAt + settleMs,
      );
    default:
      return null;
  }
}

/** What the book itself holds a queued take back for, whatever Redis knows of it. */
function waitInBook({ state, isPaused, follows }: WaitingTake): WaitReason | null {
  if (state !== 'queued') return null;
  if (isPaused) return 'paused';
  return follows === undefined ? null : 'dependency';
}

function aPersonMustTell(suspects: readonly string[]): string {
  return `the provider lists operations that nobody owns (${suspects.join(', ')}): a person must tell whose they are`;
}

/** Reasons for which a film that is done is not fetched yet. */
const OF_COLLECTING: ReadonlySet<string> = new Set(['download', 'provider', 'storage']);

/** What a take waited for in the queue means nothing once it was found at the provider. */
function stillCounts(reason: WaitReason, state: TakeState): boolean {
  if (state === 'queued') return true;
  // The render may be over, and the book cannot be told.
  if (state === 'rendering' || state === 'overdue') return reason === 'storage';
  return state === 'collecting' && OF_COLLECTING.has(reason);
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
