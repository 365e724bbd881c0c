import { toJobData, type Queues, type TakeJob } from './queues.ts';

/** Requests the download of a take's clip. Safe to repeat: there is one job per take until the clip is stored. */
export async function requestCollect(queues: Queues, job: TakeJob): Promise<void> {
  await queues.collects.add('collect', toJobData(job), { jobId: `collect-${job.takeId}` });
}
