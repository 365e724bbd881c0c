import type { Queues } from './queues.ts';

/** Repeatable upkeep tasks and their intervals. */
export type UpkeepTask = 'wake' | 'converge' | 'reconcile' | 'probe' | 'storage' | 'sweep';
export type UpkeepPlan = Readonly<Record<UpkeepTask, number>>;

/** Writes the schedules of the repeatable jobs. Every worker does so at its start; the last one wins. */
export async function scheduleUpkeep(queues: Queues, everyMs: UpkeepPlan): Promise<void> {
  for (const [task, every] of Object.entries(everyMs)) {
    await queues.upkeep.upsertJobScheduler(task, { every }, { name: task, opts: { removeOnComplete: true } });
  }
}

/** Schedules an admission when the capacity changes by itself. Safe to repeat: one job per time. */
export async function scheduleTick(
  queues: Queues,
  providerId: string,
  at: number,
  delayMs: number,
): Promise<void> {
  await queues.upkeep.add('tick', { providerId }, { jobId: `tick-${providerId}-${at}`, delay: delayMs });
}
