import type { Money } from '@cineflow/core';
import type { WorkerContext } from '../context.ts';

/** An amount in micros of the book; undefined where the provider did not tell it, or in a currency without a rate. */
export function microsOf(
  { settings }: Pick<WorkerContext, 'settings'>,
  told: Money | undefined,
): number | undefined {
  if (told === undefined) return undefined;
  const { currency, rates } = settings.book;
  const rate = told.currency === currency ? 1 : rates[told.currency];
  return rate === undefined ? undefined : Math.round(told.amountMicros * rate);
}
