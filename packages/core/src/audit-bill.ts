/** An operation the book has as bought. */
export interface BoughtOperation {
  operationId: string;
  takeId: string;
  /** Ms since 1970; absent if unknown. */
  submittedAt?: number;
  /** Start of its attempt, ms since 1970; absent without an attempt. */
  openedAt?: number;
}

/** An operation in the provider's list. */
export interface ListedForAudit {
  operationId: string;
  createdAt?: number;
  prompt?: string;
}

/** unclaimed: paid, but no take has it · unlisted: a take has it, but the provider does not list it. */
export type BillDifference =
  | { kind: 'unclaimed'; operationId: string; createdAt?: number; prompt?: string }
  | { kind: 'unlisted'; operationId: string; takeId: string };

/**
 * Compares the book with the provider's list, both from the same time on.
 * Operations near that time may be in only one of them. What was bought before `since` plus the margin is therefore
 * not reported as unlisted.
 */
export function compareBill(
  bought: readonly BoughtOperation[],
  listed: readonly ListedForAudit[],
  window: { since: number; marginMs: number },
): BillDifference[] {
  const owners = new Set(bought.map(({ operationId }) => operationId));
  const seen = new Set(listed.map(({ operationId }) => operationId));
  const unclaimed = listed
    .filter(({ operationId }) => !owners.has(operationId))
    .filter(({ createdAt }) => createdAt === undefined || createdAt >= window.since)
    .map((operation) => ({ kind: 'unclaimed' as const, ...operation }));
  const unlisted = bought
    .filter(({ submittedAt = 0 }) => submittedAt >= window.since + window.marginMs)
    .filter(({ operationId }) => !seen.has(operationId))
    .map(({ operationId, takeId }) => ({ kind: 'unlisted' as const, operationId, takeId }));
  return [...unclaimed, ...unlisted];
}
