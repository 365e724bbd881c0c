import type { BreakerState, IsolationReason, TakeState, WaitReason } from '@cineflow/contracts';
import { isFinal } from './take-machine.ts';
import { defined } from './defined.ts';
import { longestSettle } from './judge-list.ts';

/** Why a take waits, and until when at most. Times in ms of the Redis clock. */
export interface Wait {
  reason: WaitReason;
  untilMs?: number;
  detail?: string;
}

/** The fields of a take that decide why it waits. */
export interface WaitingTake {
  takeId?: string;
  state: TakeState;
  model?: string;
  /** Reason in the book; precedes those in Redis. */
  isPaused?: boolean;
  follows?: string;
  unconfirmedAt?: number;
  suspects?: string[];
  /** Reason in Redis for this very version of the take. */
  wait?: WaitReason;
  waitUntil?: number;
  waitDetail?: string;
  /** The provider's last answer, if it says nothing certain; such answers in a row, and since when. */
  odd?: string;
  oddTimes?: number;
  oddAt?: number;
  /** Downloads of its clip that failed. */
  collectFailures?: number;
}

/** The fields of a lane that decide why its takes wait. */
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
  /** Redis is away or not yet rebuilt from the book: nothing is sent. */
  isRecovering?: boolean;
  /** Reason of the recovery as a sentence, if known. */
  recovery?: string;
  /** Reason why the book is unavailable, as a sentence: nothing is sent. */
  bookAway?: string;
  /** Last sign of a worker; null: never seen one. Absent: a worker runs. */
  noWorkerSince?: number | null;
  /** The settings have no such provider any more: nothing of it is sent, polled or fetched. */
  isNotSetUp?: boolean;
  /** The provider shows no list of its operations, so only a person can settle an unconfirmed create. */
  hasNoList?: boolean;
  /** Permits held by overdue operations. */
  overdue?: number;
}

/**
 * Why a take does not move now; null if it moves or is final. No other code decides this.
 * `settleMs` is the time an unconfirmed create must be absent from the provider's list.
 */
export function waitOf(take: WaitingTake, lane: WaitingLane, settleMs: number): Wait | null {
  if (isFinal(take.state)) return null;
  const byBook = bookReason(take);
  if (byBook !== null) return byBook;
  if (lane.isNotSetUp) return { reason: 'worker', detail: NOT_SET_UP };
  if (lane.noWorkerSince !== undefined) return waitForWorker(lane.noWorkerSince);
  const own = ownWait(take, lane.now);
  if (own !== null) return own;
  switch (take.state) {
    case 'queued':
      return waitOfQueued(lane, take.model);
    case 'rendering':
    case 'overdue':
      return toWait('provider', undefined, oddDetail(take));
    case 'unconfirmed':
      return waitForProof(take, lane, settleMs);
    default:
      return null;
  }
}

/** A take without a reason of its own. Nothing is sent without the book, then not without Redis. */
function waitOfQueued(lane: WaitingLane, model: string | undefined): Wait {
  if (lane.bookAway !== undefined) return { reason: 'storage', detail: lane.bookAway };
  return lane.isRecovering ? toWait('recovery', undefined, lane.recovery) : waitInLane(lane, model);
}

/** Reason why the book holds back a queued take. */
function bookReason({ state, isPaused, follows }: WaitingTake): Wait | null {
  if (state !== 'queued') return null;
  if (isPaused) return { reason: 'paused' };
  return follows === undefined ? null : { reason: 'dependency', detail: `take ${follows}` };
}

const NOT_SET_UP =
  'the settings do not have its provider: nothing of it is sent, polled or fetched until they have it again';

function waitForWorker(since: number | null): Wait {
  const when = since === null ? 'no worker has reported yet' : `none since ${new Date(since).toISOString()}`;
  return { reason: 'worker', detail: when };
}

/** Reasons why a rendered clip is not fetched yet. */
const OF_COLLECTING: ReadonlySet<WaitReason> = new Set(['download', 'storage']);

/** What Redis says of this take alone, while it still counts. */
function ownWait(take: WaitingTake, now: number): Wait | null {
  const { state, wait: reason, waitUntil, waitDetail } = take;
  if (reason === undefined) return null;
  // A reason from the queue is void once the take was found at the provider.
  if (state !== 'queued' && !counts(reason, state)) return null;
  // A backoff ends at its time; then the take waits for its turn.
  const isBackoff = reason === 'rate' || (reason === 'storage' && state === 'queued');
  if (isBackoff && waitUntil !== undefined && waitUntil <= now) return null;
  return toWait(reason, waitUntil, reason === 'download' ? downloadDetail(take, now) : waitDetail);
}

/** The attempt, its fault, the next try and the way out. A paid clip is tried without limit. */
function downloadDetail(take: WaitingTake, now: number): string {
  const { takeId = '{id}', waitDetail: fault, waitUntil = now, collectFailures } = take;
  const attempt = collectFailures === undefined ? 'a download' : `download ${collectFailures}`;
  const next =
    waitUntil > now ? `next try at ${new Date(waitUntil).toISOString()}` : 'the next try is due now';
  const failed = fault === undefined ? `${attempt} failed` : `${attempt} failed: ${fault}`;
  return `${failed}; ${next}; it is paid, and a person may end it by POST /v1/takes/${takeId}/give-up`;
}

/** What a provider answers that never says done, failed or running. */
function oddDetail({ odd, oddTimes = 1, oddAt }: WaitingTake): string | undefined {
  if (odd === undefined) return undefined;
  const since = oddAt === undefined ? '' : ` since ${new Date(oddAt).toISOString()}`;
  return `${oddTimes === 1 ? 'an unclear answer' : `${oddTimes} unclear answers`}${since}, last: ${odd}`;
}

function counts(reason: WaitReason, state: TakeState): boolean {
  if (state === 'collecting') return OF_COLLECTING.has(reason);
  // The outcome of the create or of the render cannot be written to the book.
  return reason === 'storage' && state !== 'unconfirmed';
}

function waitForProof(
  { suspects, unconfirmedAt }: WaitingTake,
  { now, hasNoList }: WaitingLane,
  settleMs: number,
): Wait {
  if (hasNoList) return { reason: 'unconfirmed', detail: 'the provider has no list: a person must decide' };
  if (suspects !== undefined) {
    const detail = `operations without a take in the provider’s list (${suspects.join(', ')}): a person must assign them`;
    return { reason: 'unconfirmed', detail };
  }
  const until = unconfirmedAt === undefined ? now : unconfirmedAt + longestSettle(settleMs);
  // After it, only the list or a person can settle it.
  return toWait('unconfirmed', until > now ? until : undefined);
}

/** Why the queue of a lane does not move; the most severe obstacle first. */
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
