import { toJobData, type Queues, type TakeJob } from './queues.ts';

/** The delay only parks the job; a wake starts it. */
export const PARKED_MS = 30 * 24 * 3600 * 1000;
const CHUNK = 500;
const JOB_NOT_EXIST = -1;
const JOB_NOT_DELAYED = -3;

/** Adds one parked job per take. Safe to repeat: existing jobs stay. */
export async function parkTakes(queues: Queues, takes: readonly TakeJob[]): Promise<void> {
  for (let start = 0; start < takes.length; start += CHUNK) {
    await queues.takes.addBulk(
      takes.slice(start, start + CHUNK).map((job) => ({
        name: 'take',
        data: toJobData(job),
        opts: { jobId: job.takeId, delay: PARKED_MS },
      })),
    );
  }
}

/**
 * Wakes a take: its parked job runs after `delayMs`; a missing job is recreated.
 * A repeated wake is harmless; upkeep repeats a lost one.
 */
export async function wakeTake(queues: Queues, job: TakeJob, delayMs: number): Promise<void> {
  const backend = queues.takes.getBackend();
  try {
    await (delayMs > 0 ? backend.changeDelay(job.takeId, delayMs) : backend.promote(job.takeId));
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== JOB_NOT_DELAYED && code !== JOB_NOT_EXIST) throw error;
    if (await isOnItsWay(queues, job.takeId)) return;
    await queues.takes.add('take', toJobData(job), { jobId: job.takeId, delay: delayMs });
  }
}

/** False for a missing or ended job. An ended one is removed, because its id would block a new one. */
async function isOnItsWay(queues: Queues, takeId: string): Promise<boolean> {
  const state = await queues.takes.getJobState(takeId);
  if (state === 'failed' || state === 'completed') await queues.takes.remove(takeId);
  return state !== 'unknown' && state !== 'failed' && state !== 'completed';
}

/** Adds a line for people to a take's job. */
export async function logTake(queues: Queues, takeId: string, line: string): Promise<void> {
  await queues.takes.addJobLog(takeId, line, 200).catch(ignore);
}

/** Removes parked jobs of takes that were never published. */
export async function removeTakes(queues: Queues, takeIds: readonly string[]): Promise<void> {
  for (const takeId of takeIds) await queues.takes.remove(takeId);
}

function ignore(): void {}
