import { toJobData, type Queues, type TakeJob } from './queues.ts';

/** Asks for a take's clip to be fetched. Safe to repeat: one job per take exists until the clip is safe. */
export async function requestCollect(queues: Queues, job: TakeJob): Promise<void> {
  await queues.collects.add('collect', toJobData(job), { jobId: `collect-${job.takeId}` });
}
