import type { BreakerState, IsolationReason, TakeState, WaitReason } from '@cineflow/contracts';
import { isFinal } from './take-machine.ts';
import { defined } from './defined.ts';

/** What a take waits for, and until when it may go on by itself. Times in ms by the clock of Redis. */
export interface Wait {
  reason: WaitReason;
  untilMs?: number;
  detail?: string;
}

/** The part of a take that tells what it waits for. */
export interface WaitingTake {
  state: TakeState;
  model?: string;
  /** Held by the book, whatever Redis knows. */
  isPaused?: boolean;
  follows?: string;
  unconfirmedAt?: number;
  suspects?: string[];
  /** Said by Redis of this very version. */
  wait?: WaitReason;
  waitUntil?: number;
  waitDetail?: string;
}

/** The part of a provider's limiter that tells why its takes do not go on. */
export interface WaitingLane {
  now: number;
  breaker: BreakerState;
  maximum: number;
  inFlight: number;
  isolation?: IsolationReason;
  isolationNote?: string;
  storageFull?: true;
  throttledUntil?: number;
  nextChangeAt?: number;
  learnedLimit?: number;
  models: Record<string, { maximum: number; inFlight: number }>;
  /** Redis does not answer, or was not yet told what the book knows: nothing is sent. */
  isRecovering?: boolean;
  /** Why, where Redis said so, in a sentence. */
  recovery?: string;
  /** Why the book takes nothing, in a sentence: nothing is sent. */
  bookAway?: string;
  /** No worker is at work since then; null: none was heard of. Absent: there is one. */
  noWorkerSince?: number | null;
  /** Permits held by operations that are overdue. */
  overdue?: number;
}

/**
 * Why a take does not move at this moment, or null where it does (or is final). The only place that decides so;
 * `settleMs` is how long an unconfirmed create is left to settle before the provider is asked.
 */
export function waitOf(take: WaitingTake, lane: WaitingLane, settleMs: number): Wait | null {
  if (isFinal(take.state)) return null;
  const byBook = bookReason(take);
  if (byBook !== null) return { reason: byBook };
  if (lane.noWorkerSince !== undefined) return waitForWorker(lane.noWorkerSince);
  const own = ownWait(take, lane.now);
  if (own !== null) return own;
  switch (take.state) {
    case 'queued':
      return waitOfQueued(lane, take.model);
    case 'rendering':
    case 'overdue':
      return { reason: 'provider' };
    case 'unconfirmed':
      return waitForProof(take, settleMs);
    default:
      return null;
  }
}

/** A take that waits for nothing of its own: nothing is sent without the book, then not without Redis. */
function waitOfQueued(lane: WaitingLane, model: string | undefined): Wait {
  if (lane.bookAway !== undefined) return { reason: 'storage', detail: lane.bookAway };
  return lane.isRecovering ? toWait('recovery', undefined, lane.recovery) : waitInLane(lane, model);
}

/** What the book itself holds a queued take back for. */
function bookReason({ state, isPaused, follows }: WaitingTake): WaitReason | null {
  if (state !== 'queued') return null;
  if (isPaused) return 'paused';
  return follows === undefined ? null : 'dependency';
}

function waitForWorker(since: number | null): Wait {
  const when = since === null ? 'none was heard of' : `none since ${new Date(since).toISOString()}`;
  return { reason: 'worker', detail: when };
}

/** Reasons for which a clip that is rendered is not fetched yet. */
const OF_COLLECTING: ReadonlySet<WaitReason> = new Set(['download', 'storage']);

/** What Redis says of this take alone, while it still counts. */
function ownWait({ state, wait: reason, waitUntil, waitDetail }: WaitingTake, now: number): Wait | null {
  if (reason === undefined) return null;
  // What a take waited for in the queue means nothing once it was found at the provider.
  if (state !== 'queued' && !counts(reason, state)) return null;
  // A take that stepped back waits for its turn again when its time has come.
  if (reason === 'rate' && waitUntil !== undefined && waitUntil <= now) return null;
  return toWait(reason, waitUntil, waitDetail);
}

function counts(reason: WaitReason, state: TakeState): boolean {
  if (state === 'collecting') return OF_COLLECTING.has(reason);
  // The create was answered, or the render is over, and the book cannot be told.
  return reason === 'storage' && state !== 'unconfirmed';
}

function waitForProof({ suspects, unconfirmedAt }: WaitingTake, settleMs: number): Wait {
  if (suspects !== undefined) {
    const detail = `the provider lists operations without an owner (${suspects.join(', ')}): a person must say whose they are`;
    return { reason: 'unconfirmed', detail };
  }
  return toWait('unconfirmed', unconfirmedAt === undefined ? undefined : unconfirmedAt + settleMs);
}

/** Why the takes in line do not go on now; the most final obstacle is named first. */
export function waitInLane(lane: WaitingLane, model?: string): Wait {
  if (lane.isolation !== undefined) {
    const reason = lane.isolation === 'manual' ? 'paused' : lane.isolation;
    return toWait(reason, undefined, lane.isolationNote || undefined);
  }
  if (lane.storageFull) return { reason: 'storage' };
  if (lane.throttledUntil !== undefined && lane.throttledUntil > lane.now)
    return toWait('rate', lane.throttledUntil);
  if (lane.breaker === 'open' || lane.breaker === 'recovering') return toWait('breaker', lane.nextChangeAt);
  const own = model === undefined ? undefined : lane.models[model];
  if (own !== undefined && own.inFlight >= own.maximum) {
    return { reason: 'permit', detail: `model ${model} has ${own.maximum} permits` };
  }
  const isLearned = lane.learnedLimit !== undefined && lane.learnedLimit < lane.maximum;
  return toWait('permit', isLearned ? lane.nextChangeAt : undefined, overdueDetail(lane));
}

function overdueDetail({ overdue = 0, inFlight }: WaitingLane): string | undefined {
  return overdue > 0 ? `${overdue} of ${inFlight} permits in use belong to overdue takes` : undefined;
}

function toWait(reason: WaitReason, untilMs?: number, detail?: string): Wait {
  return {
    reason,
    ...defined({ untilMs, detail }),
  };
}
