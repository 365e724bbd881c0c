import { toJobData, type Queues, type TakeJob } from './queues.ts';

/** A take waits to be woken, not for this time; the delay only parks its job. */
export const PARKED_MS = 30 * 24 * 3600 * 1000;
const CHUNK = 500;
const JOB_NOT_EXIST = -1;
const JOB_NOT_DELAYED = -3;

/** Adds one parked job per take. Safe to repeat: a job that exists stays as it is. */
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
 * Wakes a take: its parked job runs after `delayMs`. Only a wake: a second one does no
 * harm, a lost one is repeated by upkeep, and a job that was removed by hand is made again.
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

/** False for a job that is missing or has ended; an ended one is removed, because its id would keep out a new one. */
async function isOnItsWay(queues: Queues, takeId: string): Promise<boolean> {
  const state = await queues.takes.getJobState(takeId);
  if (state === 'failed' || state === 'completed') await queues.takes.remove(takeId);
  return state !== 'unknown' && state !== 'failed' && state !== 'completed';
}

/** Adds a readable line to a take's job; only a view as well. */
export async function logTake(queues: Queues, takeId: string, line: string): Promise<void> {
  await queues.takes.addJobLog(takeId, line, 200).catch(ignore);
}

/** Removes the parked jobs of takes that were never published. */
export async function removeTakes(queues: Queues, takeIds: readonly string[]): Promise<void> {
  for (const takeId of takeIds) await queues.takes.remove(takeId);
}

function ignore(): void {}
