import { pickNumber } from '../harness/random.ts';
import type { BillingPlan } from './billing-plan.ts';
import type { BillingFixture, Slot } from './fixture.ts';

/** What every fault is injected with. */
export interface Striking {
  plan: BillingPlan;
  fixture: BillingFixture;
  random: () => number;
  signal: AbortSignal;
  /** Notes a fault that was injected. */
  count: (kind: string) => void;
}

/** One that is not being dealt with, where there is one. */
export function chooseWorker({ workers }: BillingFixture, random: () => number): Slot {
  const idle = workers.filter(({ busy }) => !busy);
  const some = idle.length > 0 ? idle : workers;
  return some[pickNumber(random, 0, some.length - 1)] as Slot;
}
