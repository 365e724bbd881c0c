/** What our own records say was bought. */
export interface BoughtOperation {
  operationId: string;
  takeId: string;
  /** Ms since 1970; absent where it is not known. */
  submittedAt?: number;
  /** When the attempt that made it was begun, ms since 1970; absent where it came without one. */
  openedAt?: number;
}

/** What a provider's list says. */
export interface ListedForAudit {
  operationId: string;
  createdAt?: number;
  prompt?: string;
}

/** unclaimed: paid, and no take has it · unlisted: a take has it, and the provider does not list it. */
export type BillDifference =
  | { kind: 'unclaimed'; operationId: string; createdAt?: number; prompt?: string }
  | { kind: 'unlisted'; operationId: string; takeId: string };

/**
 * Compares our records with a provider's list, both since the same time. Operations near that time may be in only
 * one of them, so what was bought before `since` plus the margin is not missed in the list.
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
