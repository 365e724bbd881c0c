import type { LaneJob, Step, StepResult, UpkeepPlan, UpkeepTask } from '@cineflow/queue';
import { accountOf, type WorkerContext } from '../context.ts';
import { pollAgain } from '../steps/poll-operations.ts';
import { auditLanes } from './audit-lanes.ts';
import { probeLanes } from './probe-lanes.ts';
import { reconcileTakes } from './reconcile-takes.ts';
import { ringBells } from './ring-bells.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';
import { watchStorage } from './watch-storage.ts';

const TASKS: Record<UpkeepTask, (context: WorkerContext) => Promise<void>> = {
  ring: ringBells,
  audit: auditLanes,
  reconcile: reconcileTakes,
  probe: probeLanes,
  storage: watchStorage,
  sweep: sweepLeftovers,
};

/** How often each task runs, ms; reconcile follows the settle time so that tests need not wait. */
export function upkeepPlan(settleMs: number): UpkeepPlan {
  const reconcile = Math.min(10_000, Math.max(500, Math.round(settleMs / 4)));
  return { ring: 2000, audit: 15_000, reconcile, probe: 15_000, storage: 5_000, sweep: 600_000 };
}

/** The processor of queue `upkeep`: repeatable tasks and polls, and the ticks of a lane whose capacity grows by time. */
export async function runUpkeep(context: WorkerContext, step: Step<Partial<LaneJob>>): Promise<StepResult> {
  if (step.name === 'tick') {
    const account = accountOf(context, step.data.provider ?? '');
    if (account) await context.doorbell(account.provider.id, await account.lane.pump());
  } else if (step.name === 'poll') {
    await pollAgain(context, step.data.provider ?? '');
  } else if (step.name in TASKS) {
    await TASKS[step.name as UpkeepTask](context);
  }
  return { kind: 'done' };
}
