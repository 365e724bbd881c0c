import type { Take } from '@cineflow/contracts';
import type { Bill, BillOperation } from './bill.ts';

export interface Verdict {
  /** Accepted creates per take that was paid for; undefined where nothing was paid at all. */
  paidPerTake: number | undefined;
  /** Operations on the bill that belong to no take: paid for nothing. */
  strays: readonly BillOperation[];
  /** Takes rendered for us of which the bill knows nothing. */
  unknown: readonly Take[];
  /** What the bill charges for each take's operation, by operation id. */
  chargedCents: ReadonlyMap<string, number>;
}

/**
 * Holds the sandbox's bill against the takes. The takes have to be all that were ever ordered of this sandbox:
 * each operation belongs to exactly one of them, and each rendered take to one operation.
 */
export function judgeBill(bill: Bill, takes: readonly Take[]): Verdict {
  // A reused take names the operation whose clip it shares.
  const rendered = takes.filter(({ state, operationId }) => state !== 'reused' && operationId !== undefined);
  const claimed = new Set(rendered.map(({ operationId }) => operationId));
  const charged = new Map(
    bill.operations.map((operation) => [operation.operationId, operation.chargedCents]),
  );
  return {
    paidPerTake: rendered.length === 0 ? undefined : bill.operations.length / rendered.length,
    strays: bill.operations.filter(({ operationId }) => !claimed.has(operationId)),
    unknown: rendered.filter(({ operationId = '' }) => !charged.has(operationId)),
    chargedCents: charged,
  };
}

/** The faults that struck, each with how often: creates that were accepted, and refusals. */
export function countFaults(bill: Bill): Map<string, number> {
  const faults = new Map(Object.entries(bill.refusedByReason));
  for (const { createFault, fault } of bill.operations) {
    for (const name of [createFault, fault]) {
      if (name !== null) faults.set(name, (faults.get(name) ?? 0) + 1);
    }
  }
  return faults;
}
