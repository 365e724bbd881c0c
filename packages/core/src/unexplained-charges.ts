import type { BoughtOperation } from './audit-bill.ts';

/**
 * Number of charges since a time that no operation of a take explains. None proves nothing: a log may be late, and
 * others may use the account.
 */
export function unexplainedCharges(
  charges: readonly { at: string; refundOf?: string }[],
  bought: readonly BoughtOperation[],
  sinceMs: number,
): number {
  const paid = charges.filter(({ at, refundOf }) => refundOf === undefined && Date.parse(at) >= sinceMs);
  const known = bought.filter(({ openedAt, submittedAt }) => (submittedAt ?? openedAt ?? 0) >= sinceMs);
  return Math.max(0, paid.length - known.length);
}
