import type { Take } from '@cineflow/contracts';
import type { Bill, BillOperation } from './bill.ts';

export interface Verdict {
  /** Accepted creates per paid take; undefined without any payment. */
  paidPerTake: number | undefined;
  /** Operations on the bill without a take: paid for nothing. */
  strays: readonly BillOperation[];
  /** Rendered takes that are missing on the bill. */
  unknown: readonly Take[];
}

/**
 * Compares the sandbox's bill with all takes ever ordered from it. Each operation must belong to exactly one take,
 * and vice versa.
 */
export function judgeBill(bill: Bill, takes: readonly Take[]): Verdict {
  // A reused take has the operation of the clip it shares.
  const rendered = takes.filter(({ state, operationId }) => state !== 'reused' && operationId !== undefined);
  const claimed = new Set(rendered.map(({ operationId }) => operationId));
  const billed = new Set(bill.operations.map(({ operationId }) => operationId));
  return {
    paidPerTake: rendered.length === 0 ? undefined : bill.operations.length / rendered.length,
    strays: bill.operations.filter(({ operationId }) => !claimed.has(operationId)),
    unknown: rendered.filter(({ operationId = '' }) => !billed.has(operationId)),
  };
}

/** The faults that occurred, with counts: accepted creates, and refusals. */
export function countFaults(bill: Bill): Map<string, number> {
  const faults = new Map(Object.entries(bill.refusedByReason));
  for (const { createFault, fault } of bill.operations) {
    for (const name of [createFault, fault]) {
      if (name !== null) faults.set(name, (faults.get(name) ?? 0) + 1);
    }
  }
  return faults;
}
