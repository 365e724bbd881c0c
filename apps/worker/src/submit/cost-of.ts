import { toMicros } from '@cineflow/core';
import type { Refund } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

/** What a provider charged, in micros of the book; undefined where it did not say, or in a currency without a rate. */
export function costMicrosOf(
  { settings }: Pick<WorkerContext, 'settings'>,
  { provider }: Pick<Account, 'provider'>,
  cents: number | undefined,
): number | undefined {
  if (cents === undefined) return undefined;
  const { currency, rates } = settings.book;
  const told = provider.currency ?? currency;
  const rate = told === currency ? 1 : rates[told];
  return rate === undefined ? undefined : toMicros(cents * rate);
}

/** The same for what it gave back. */
export function refundMicrosOf(
  context: Pick<WorkerContext, 'settings'>,
  account: Pick<Account, 'provider'>,
  refund: Refund | undefined,
): number | 'all' | undefined {
  return refund === 'all' ? refund : costMicrosOf(context, account, refund);
}
