import { runWorker, type QueueName, type Step, type StepResult } from '@cineflow/queue';
import type { WorkerContext } from './context.ts';
import { advanceTake } from './steps/advance-take.ts';
import { collectFilm } from './steps/collect-film.ts';
import { pollOperations } from './steps/poll-operations.ts';
import { prepareQueues } from './prepare-queues.ts';
import { startEpochGuard } from './rebuild/epoch-guard.ts';
import { runUpkeep } from './upkeep/run-upkeep.ts';

/** A worker process at work. */
export interface StartedWorker {
  /** Stops taking jobs, lets the running steps end, closes the connections. */
  stop(): Promise<void>;
}

/** Tells the lanes their policy, schedules upkeep and starts one BullMQ worker per queue. */
export async function startWorker(context: WorkerContext): Promise<StartedWorker> {
  const { worker, collect } = context.settings;
  await prepareQueues(context);
  const guard = await startEpochGuard(context);
  const running = [
    run(context, 'takes', worker.concurrency, advanceTake),
    run(context, 'polls', 2 * context.accounts.size, pollOperations),
    run(context, 'collects', collect.concurrency, collectFilm),
    run(context, 'upkeep', 4, runUpkeep),
  ];
  return {
    stop: async () => {
      context.stop();
      await guard.stop();
      await Promise.all(running.map((worker) => worker.close()));
      await context.close();
    },
  };
}

function run<Data>(
  context: WorkerContext,
  queue: QueueName,
  concurrency: number,
  process: (context: WorkerContext, step: Step<Data>) => Promise<StepResult>,
) {
  const settings = {
    prefix: context.prefix,
    concurrency: Math.max(1, concurrency),
    stallMs: context.settings.worker.stallMs,
    onError: (error: Error) => context.log.warn({ err: error, queue }, 'job failed'),
  };
  return runWorker<Data>(queue, context.redis, settings, (step) => process(context, step));
}
