import { pickNumber } from '../harness/random.ts';
import type { BillingPlan } from './billing-plan.ts';
import type { BillingStage, Slot } from './stage.ts';

/** What every blow is dealt with. */
export interface Striking {
  plan: BillingPlan;
  stage: BillingStage;
  random: () => number;
  signal: AbortSignal;
  /** Notes a blow that was dealt. */
  count: (kind: string) => void;
}

/** One that is not being dealt with, where there is one. */
export function chooseWorker({ workers }: BillingStage, random: () => number): Slot {
  const idle = workers.filter(({ busy }) => !busy);
  const some = idle.length > 0 ? idle : workers;
  return some[pickNumber(random, 0, some.length - 1)] as Slot;
}
