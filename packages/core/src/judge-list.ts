/** An operation the provider lists. Times in ms on the provider's clock. */
interface Listed {
  operationId: string;
  createdAt?: number;
}

/** An operation of ours and the time of its acceptance, ms on the provider's clock. */
export interface OwnOperation {
  operationId: string;
  acceptedAt: number;
}

/** Quality of a provider's list, judged by our own operations. */
export interface ListEvidence {
  /** Minimum lag of the list, ms: the age of the oldest own operation it lacks; 0 if it has all. */
  lagMs: number;
  /** False if its creation times are absent or far from ours. Then they prove nothing. */
  timesAgree: boolean;
  /** Creation of the newest own operation it has, ms on the provider's clock: it was fresh until then. -Infinity: none. */
  freshUntil: number;
}

/** Tolerated difference between a provider's creation times and our records, ms. */
const CLOCK_TOLERANCE_MS = 600_000;

/**
 * Judges a list by the operations it must contain. Absence is proof only in a fresh list.
 * A list that lacks an own operation is late, filtered or cut, and may lack the searched one too.
 */
export function judgeList(
  listed: readonly Listed[],
  own: readonly OwnOperation[],
  askedAt: number,
): ListEvidence {
  const byId = new Map(listed.map((operation) => [operation.operationId, operation]));
  let lagMs = 0;
  let timesAgree = true;
  let freshUntil = -Infinity;
  for (const { operationId, acceptedAt } of own) {
    const found = byId.get(operationId);
    if (found === undefined) lagMs = Math.max(lagMs, askedAt - acceptedAt);
    else timesAgree &&= isNear(found.createdAt, acceptedAt);
    // Found in a list, an operation is booked later than it was made; a provider's database may be ahead.
    if (found !== undefined)
      freshUntil = Math.max(freshUntil, Math.min(found.createdAt ?? acceptedAt, acceptedAt));
  }
  return { lagMs, timesAgree, freshUntil };
}

function isNear(createdAt: number | undefined, acceptedAt: number): boolean {
  return createdAt !== undefined && Math.abs(createdAt - acceptedAt) <= CLOCK_TOLERANCE_MS;
}

/** Times the settle time that a list without later own operations is doubted: it may have stopped. */
const QUIET_FACTOR = 5;

/** How long an unconfirmed create is left alone at most, unless the list turns out late, ms. */
export function longestSettle(settleMs: number): number {
  return QUIET_FACTOR * settleMs;
}

/**
 * Whether an absent create was never accepted: it is old enough, and the list has a later operation of ours. Without
 * such an operation, only time tells a complete list from one that has stopped.
 *
 * All in ms; `lastWrite` is the last moment a byte could be written, on the provider's clock.
 */
export function isSettled(
  { lagMs, freshUntil }: Pick<ListEvidence, 'lagMs' | 'freshUntil'>,
  { now, lastWrite, settleMs }: { now: number; lastWrite: number; settleMs: number },
): boolean {
  // A create may arrive half a settle time after it was written.
  const isOvertaken = freshUntil >= lastWrite + settleMs / 2;
  const ownMs = isOvertaken ? settleMs : longestSettle(settleMs);
  // A list that was this late once may be as late again.
  return now - lastWrite >= Math.max(ownMs, 2 * lagMs);
}
