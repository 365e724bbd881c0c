import type { Money } from '@cineflow/core';
import type { Refund } from '@cineflow/providers';
import type { WorkerContext } from '../context.ts';

/** A cost in micros of the book's currency; undefined if not reported or without an exchange rate. */
export function microsOf(
  { money }: Pick<WorkerContext, 'money'>,
  told: Money | undefined,
): number | undefined {
  if (told === undefined) return undefined;
  const { currency, rates } = money;
  const rate = told.currency === currency ? 1 : rates[told.currency];
  return rate === undefined ? undefined : Math.round(told.amountMicros * rate);
}

/** Same for a refund. */
export function refundMicrosOf(
  context: Pick<WorkerContext, 'money'>,
  refund: Refund | undefined,
): number | 'all' | undefined {
  return refund === 'all' ? refund : microsOf(context, refund);
}
