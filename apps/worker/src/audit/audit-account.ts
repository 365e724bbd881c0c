import type { Book } from '@cineflow/book';
import { compareBill, toCents, type BillDifference, type Money } from '@cineflow/core';
import type { Provider } from '@cineflow/providers';
import { CLOCK_MARGIN_MS, LIST_TIMEOUT_MS, toUnbound } from '../maintenance/listed-operations.ts';

/** What comparing one account with its provider brought. */
export interface AccountAudit {
  provider: string;
  since: string;
  /** Operations in our records and in the provider's list, since then. */
  bought: number;
  listed: number;
  differences: BillDifference[];
  /** The provider cannot list, or did not list everything: absence proves nothing then. */
  isComplete: boolean;
  balanceCents?: number;
  /** What all storyboards cost by our records, cents. */
  spentCents: number;
  /** Cents by which the balance fell more than our records say, since the last audit. */
  driftCents?: number;
}

/** A provider that lists an operation only after a while is not in the wrong. */
const LAG_MARGIN_MS = 120_000;

/** Compares the book with the provider's own list and balance. Changes nothing but the memory of the last audit. */
export async function auditAccount(
  {
    book,
    provider,
    microsOf,
  }: {
    book: Pick<Book, 'operations' | 'budgets'>;
    provider: Provider;
    /** Micros of the book's currency; undefined for a currency without a rate. */
    microsOf: (money: Money) => number | undefined;
  },
  sinceMs: number,
): Promise<AccountAudit> {
  const providerId = provider.id;
  const listed = await provider.listRecent?.(new Date(sinceMs), { timeoutMs: LIST_TIMEOUT_MS });
  const all = await book.operations.bought({ providerId, since: 0 });
  const offsetMs = listed?.clockOffsetMs ?? 0;
  const operations = (listed?.operations ?? []).map((operation) => toUnbound(operation));
  const window = { since: sinceMs + offsetMs - CLOCK_MARGIN_MS, marginMs: LAG_MARGIN_MS };
  const isComplete = listed?.complete === true;
  const differences = compareBill(all, operations, window).filter(
    ({ kind }) => isComplete || kind === 'unclaimed',
  );
  const balance = await provider.balance?.({ timeoutMs: LIST_TIMEOUT_MS });
  const balanceMicros = balance?.kind === 'known' ? microsOf(balance.balance) : undefined;
  const { spentMicros } = await book.budgets.ofProvider({ providerId });
  const drift = await book.budgets.recordAudit({ providerId, balanceMicros, spentMicros });
  return {
    provider: providerId,
    since: new Date(sinceMs).toISOString(),
    bought: all.filter(({ submittedAt = 0 }) => submittedAt >= sinceMs).length,
    listed: operations.filter(({ createdAt = sinceMs }) => createdAt >= window.since).length,
    differences,
    isComplete,
    ...(balanceMicros === undefined ? {} : { balanceCents: toCents(balanceMicros) }),
    spentCents: toCents(spentMicros),
    ...(drift === null ? {} : { driftCents: toCents(drift) }),
  };
}
