import type { LaneJob, Step, StepResult, UpkeepPlan, UpkeepTask } from '@cineflow/queue';
import { accountOf, type WorkerContext } from '../context.ts';
import { pollAgain } from '../poll/poll-operations.ts';
import { convergeTakes } from './converge.ts';
import { readRefunds } from '../poll/read-refunds.ts';
import { priceTakes } from './price-takes.ts';
import { probeLanes } from './probe-lanes.ts';
import { reconcileAttempts } from './reconcile-attempts.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';
import { wakeTakes } from './wake-takes.ts';
import { watchStorage } from './watch-storage.ts';
import { oneByOne } from './one-by-one.ts';

const TASKS: Record<UpkeepTask, (context: WorkerContext) => Promise<void>> = {
  wake: wakeTakes,
  converge: convergeNowAndThen,
  reconcile: (context) => oneByOne([reconcileAttempts, readRefunds, priceTakes], (task) => task(context)),
  probe: probeLanes,
  storage: watchStorage,
  sweep: sweepLeftovers,
};

/** Rest after a comparison, as a multiple of its length: many takes must not keep Redis and the book busy. */
const REST_FACTOR = 30;
const LONGEST_REST_MS = 15_000;

async function convergeNowAndThen(context: WorkerContext): Promise<void> {
  const begunAt = performance.now();
  if (begunAt < context.converge.nextAt) return;
  await convergeTakes(context);
  const now = performance.now();
  context.converge.nextAt = now + Math.min(LONGEST_REST_MS, REST_FACTOR * (now - begunAt));
}

/** Intervals of the tasks, ms; reconcile follows the settle time so that tests need not wait. */
export function upkeepPlan(settleMs: number): UpkeepPlan {
  const reconcile = Math.min(10_000, Math.max(500, Math.round(settleMs / 4)));
  return { wake: 2000, converge: 5000, reconcile, probe: 15_000, storage: 5_000, sweep: 600_000 };
}

/** Processor of queue `upkeep`: repeatable tasks, polls, and ticks of lanes whose capacity grows with time. */
export async function runMaintenance(
  context: WorkerContext,
  step: Step<Partial<LaneJob>>,
): Promise<StepResult> {
  if (context.recovering.reason !== null) return { kind: 'done' };
  const account = accountOf(context, step.data.providerId ?? '');
  if (step.name === 'tick') {
    if (account) await context.wake(account.provider.id, await account.lane.admit());
  } else if (step.name === 'poll') {
    await pollAgain(context, step.data.providerId ?? '');
  } else if (step.name in TASKS) {
    await TASKS[step.name as UpkeepTask](context);
  }
  return { kind: 'done' };
}
