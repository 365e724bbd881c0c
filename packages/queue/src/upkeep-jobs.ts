import type { Queues } from './queues.ts';

/** Upkeep that runs by itself, and how often it runs. */
export type UpkeepTask = 'wake' | 'converge' | 'reconcile' | 'probe' | 'storage' | 'sweep';
export type UpkeepPlan = Readonly<Record<UpkeepTask, number>>;

/** Writes the schedule of the repeatable jobs; every worker does so at its start, the last word counts. */
export async function scheduleUpkeep(queues: Queues, everyMs: UpkeepPlan): Promise<void> {
  for (const [task, every] of Object.entries(everyMs)) {
    await queues.upkeep.upsertJobScheduler(task, { every }, { name: task, opts: { removeOnComplete: true } });
  }
}

/** One look at a lane at the time its capacity changes by itself. Safe to repeat: one job per time. */
export async function scheduleTick(
  queues: Queues,
  providerId: string,
  at: number,
  delayMs: number,
): Promise<void> {
  await queues.upkeep.add('tick', { providerId }, { jobId: `tick-${providerId}-${at}`, delay: delayMs });
}
