import { pickNumber } from '../harness/random.ts';
import type { BillingPlan } from './billing-plan.ts';
import type { BillingFixture, Slot } from './fixture.ts';

/** Dependencies of every fault. */
export interface Striking {
  plan: BillingPlan;
  fixture: BillingFixture;
  random: () => number;
  signal: AbortSignal;
  /** Counts an injected fault. */
  count: (kind: string) => void;
}

/** A worker without an active fault, if any. */
export function chooseWorker({ workers }: BillingFixture, random: () => number): Slot {
  const idle = workers.filter(({ busy }) => !busy);
  const some = idle.length > 0 ? idle : workers;
  return some[pickNumber(random, 0, some.length - 1)] as Slot;
}
