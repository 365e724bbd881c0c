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

/** Minimum age of an attempt before its absence in such a list is proof, ms. */
export function settleTime(settleMs: number, lagMs: number): number {
  // A list that was this late once may be as late again.
  return Math.max(settleMs, 2 * lagMs);
}
