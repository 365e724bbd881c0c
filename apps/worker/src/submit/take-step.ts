import type { Step, TakeJob } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

/** A job of queue `takes` with its dependencies. */
export interface TakeStep {
  context: WorkerContext;
  account: Account;
  step: Step<TakeJob>;
}
