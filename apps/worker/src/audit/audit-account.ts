import type { Book } from '@cineflow/book';
import { compareBill, toCents, type BillDifference } from '@cineflow/core';
import type { Provider } from '@cineflow/providers';
import type { WorkerContext } from '../context.ts';
import { CLOCK_MARGIN_MS, LIST_TIMEOUT_MS, refundsIn, toUnbound } from '../maintenance/listed-operations.ts';
import { bookRefunds } from '../poll/book-refunds.ts';
import { microsOf } from '../submit/cost-of.ts';

/** What comparing one account with its provider brought. */
export interface AccountAudit {
  providerId: string;
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
  /** The part of it that was given up; whether it was charged is not known. */
  givenUpCents: number;
  /** What the list says was given back, and the book did not know before this audit. */
  refundedCents: number;
  /** Cents by which the balance fell more than our records say, since the last audit; below 0: less. */
  driftCents?: number;
}

/** A provider that lists an operation only after a while is not in the wrong. */
const LAG_MARGIN_MS = 120_000;

/**
 * Compares the book with the provider's own list and balance. Changes nothing but the memory of the last audit, and
 * books what the list says was given back.
 */
export async function auditAccount(
  context: Pick<WorkerContext, 'settings' | 'log'> & { book: Pick<Book, 'operations' | 'budgets'> },
  provider: Provider,
  sinceMs: number,
): Promise<AccountAudit> {
  const { book } = context;
  const providerId = provider.id;
  const listed = await provider.listRecent?.(new Date(sinceMs), { timeoutMs: LIST_TIMEOUT_MS });
  const refundedMicros = listed ? await bookRefunds(context, { provider }, refundsIn(listed)) : 0;
  const all = await book.operations.bought({ providerId, since: 0 });
  const offsetMs = listed?.clockOffsetMs ?? 0;
  const operations = (listed?.operations ?? []).map((operation) => toUnbound(operation));
  const window = { since: sinceMs + offsetMs - CLOCK_MARGIN_MS, marginMs: LAG_MARGIN_MS };
  const isComplete = listed?.complete === true;
  const differences = compareBill(all, operations, window).filter(
    ({ kind }) => isComplete || kind === 'unclaimed',
  );
  const balance = await provider.balance?.({ timeoutMs: LIST_TIMEOUT_MS });
  const balanceMicros = balance?.kind === 'known' ? microsOf(context, balance.balance) : undefined;
  const { spentMicros, givenUpMicros } = await book.budgets.ofProvider({ providerId });
  const drift = await book.budgets.recordAudit({ providerId, balanceMicros, spentMicros });
  return {
    providerId,
    since: new Date(sinceMs).toISOString(),
    bought: all.filter(({ submittedAt = 0 }) => submittedAt >= sinceMs).length,
    listed: operations.filter(({ createdAt = sinceMs }) => createdAt >= window.since).length,
    differences,
    isComplete,
    ...(balanceMicros === undefined ? {} : { balanceCents: toCents(balanceMicros) }),
    spentCents: toCents(spentMicros),
    givenUpCents: toCents(givenUpMicros),
    refundedCents: toCents(refundedMicros),
    ...(drift === null ? {} : { driftCents: toCents(drift) }),
  };
}
