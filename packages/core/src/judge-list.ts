/** An operation the provider lists. Times in ms on the provider's clock. */
interface Listed {
  operationId: string;
  createdAt?: number;
}

/** An operation of ours, and when it was recorded as accepted, ms on the provider's clock. */
export interface OwnOperation {
  operationId: string;
  acceptedAt: number;
}

/** What our own operations show of a provider's list. */
export interface ListEvidence {
  /** How far the list is behind, ms, at least: the age of the oldest own operation it lacks; 0 where it has all. */
  lagMs: number;
  /** False where its creation times are absent or far from ours: then it cannot say what was created when. */
  timesAgree: boolean;
}

/** Creation times of one provider may differ from our records by this much, ms. */
const CLOCK_TOLERANCE_MS = 600_000;

/**
 * Judges a list by what must be in it. Absence is proof only in a list that is shown to be fresh: one that lacks an own
 * operation is late, filtered or cut, and may lack the one that is looked for as well.
 */
export function judgeList(
  listed: readonly Listed[],
  own: readonly OwnOperation[],
  askedAt: number,
): ListEvidence {
  const byId = new Map(listed.map((operation) => [operation.operationId, operation]));
  let lagMs = 0;
  let timesAgree = true;
  for (const { operationId, acceptedAt } of own) {
    const found = byId.get(operationId);
    if (found === undefined) lagMs = Math.max(lagMs, askedAt - acceptedAt);
    else timesAgree &&= isNear(found.createdAt, acceptedAt);
  }
  return { lagMs, timesAgree };
}

function isNear(createdAt: number | undefined, acceptedAt: number): boolean {
  return createdAt !== undefined && Math.abs(createdAt - acceptedAt) <= CLOCK_TOLERANCE_MS;
}

/** How long an attempt has to be left alone before its absence in such a list proves anything, ms. */
export function settleTime(settleMs: number, lagMs: number): number {
  // A list that was this late for one operation may be as late again for the next.
  return Math.max(settleMs, 2 * lagMs);
}
