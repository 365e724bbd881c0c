import type { Book } from '@cineflow/book';
import { compareBill, toCents, type BillDifference } from '@cineflow/core';
import { COMMAND_PATIENCE_MS } from '@cineflow/platform';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { CLOCK_MARGIN_MS, LIST_TIMEOUT_MS, refundsIn, toUnbound } from '../maintenance/listed-operations.ts';
import { bookRefunds } from '../poll/book-refunds.ts';
import { readChargedBack } from '../poll/read-refunds.ts';
import { microsOf } from '../submit/cost-of.ts';

/** Result of comparing one account with its provider. */
export interface AccountAudit {
  providerId: string;
  since: string;
  /** Number of operations in the book and in the provider's list since then. */
  bought: number;
  listed: number;
  differences: BillDifference[];
  /** False where the budget of questions, or a pause the provider asked for, left no room for them. */
  isAsked: boolean;
  /** The provider cannot list, or did not list everything: absence proves nothing then. */
  isComplete: boolean;
  balanceCents?: number;
  /** Cost of all storyboards according to the book, cents. */
  spentCents: number;
  /** The given-up part of it; whether it was charged is unknown. */
  givenUpCents: number;
  /** Refunds in the list or the charge log that were not in the book before, cents. */
  refundedCents: number;
  /** Unexplained drop of the balance since the last audit, cents; negative: a rise. */
  driftCents?: number;
}

/** Tolerated delay of the provider's list. */
const LAG_MARGIN_MS = 120_000;

/**
 * Compares the book with the provider's list and balance. Stores the audit and books refunds from the list and the
 * charge log; changes nothing else.
 */
export async function auditAccount(
  context: Pick<WorkerContext, 'money' | 'log'> & { book: Pick<Book, 'operations' | 'budgets'> },
  { provider, questions }: Pick<Account, 'provider' | 'questions'>,
  sinceMs: number,
): Promise<AccountAudit> {
  const { book } = context;
  const providerId = provider.id;
  const mayAsk = () => questions.mayAsk(COMMAND_PATIENCE_MS);
  const mayList = !provider.listRecent || (await mayAsk());
  const asked = { timeoutMs: LIST_TIMEOUT_MS, mayAsk };
  const listed = mayList ? await provider.listRecent?.(new Date(sinceMs), asked) : undefined;
  if (listed) await questions.heed(listed);
  const byList = listed ? await bookRefunds(context, { provider }, refundsIn(listed)) : 0;
  const log = await readChargedBack({ provider, questions }, sinceMs, COMMAND_PATIENCE_MS);
  const byLog = log.kind === 'read' ? await bookRefunds(context, { provider }, log.refunds) : 0;
  const all = await book.operations.bought({ providerId, since: 0 });
  const offsetMs = listed?.clockOffsetMs ?? 0;
  const operations = (listed?.operations ?? []).map((operation) => toUnbound(operation));
  const window = { since: sinceMs + offsetMs - CLOCK_MARGIN_MS, marginMs: LAG_MARGIN_MS };
  const isComplete = listed?.complete === true;
  const differences = compareBill(all, operations, window).filter(
    ({ kind }) => isComplete || kind === 'unclaimed',
  );
  const mayRead = !provider.balance || (await mayAsk());
  const balance = mayRead ? await provider.balance?.({ timeoutMs: LIST_TIMEOUT_MS }) : undefined;
  if (balance?.kind === 'error') await questions.heed(balance);
  const balanceMicros = balance?.kind === 'known' ? microsOf(context, balance.balance) : undefined;
  const { spentMicros, givenUpMicros } = await book.budgets.ofProvider({ providerId });
  const drift = await book.budgets.recordAudit({ providerId, balanceMicros, spentMicros });
  return {
    providerId,
    since: new Date(sinceMs).toISOString(),
    bought: all.filter(({ submittedAt = 0 }) => submittedAt >= sinceMs).length,
    listed: operations.filter(({ createdAt = sinceMs }) => createdAt >= window.since).length,
    differences,
    isAsked: mayList && log.kind !== 'not-asked' && mayRead,
    isComplete,
    ...(balanceMicros === undefined ? {} : { balanceCents: toCents(balanceMicros) }),
    spentCents: toCents(spentMicros),
    givenUpCents: toCents(givenUpMicros),
    refundedCents: toCents(byList + byLog),
    ...(drift === null ? {} : { driftCents: toCents(drift) }),
  };
}
