import type { Money } from '@cineflow/core';

/** `12.34 CNY` */
export function microsToText({ amountMicros, currency }: Money): string {
  return `${(amountMicros / 1_000_000).toFixed(2)} ${currency}`;
}
