import {
  mendDelays,
  runWorker,
  runLeader,
  type LaneJob,
  type QueueName,
  type RunningWorker,
  type Step,
  type StepResult,
} from '@cineflow/queue';
import { nanoid } from 'nanoid';
import { collectClip } from './collect/collect-clip.ts';
import { CAP_MS } from './collect/decide-after-collect.ts';
import type { WorkerContext } from './context.ts';
import { checkBeforeFirst } from './maintenance/probe-lanes.ts';
import { runMaintenance } from './maintenance/run-maintenance.ts';
import { POLLER_IDLE_MS, pollOperations } from './poll/poll-operations.ts';
import { prepareLanes } from './prepare-lanes.ts';
import { startRecoveryGuard } from './recovery/recovery-guard.ts';
import { advanceTake } from './submit/advance-take.ts';

/** A running worker process. */
export interface StartedWorker {
  /** Stops taking jobs, waits for running steps, closes the connections. */
  stop(): Promise<void>;
}

const LEADER_LEASE_MIN_MS = 500;

/** Starts the recovery guard, which prepares the lanes, then the BullMQ workers of this process. */
export async function startWorker(context: WorkerContext): Promise<StartedWorker> {
  const { worker, collect } = context.settings;
  const guard = await startRecoveryGuard(context);
  for (const account of context.accounts.values()) {
    account.checked = checkBeforeFirst(context, account).catch((error: unknown) => {
      context.log.error({ err: error, providerId: account.provider.id }, 'the account could not be checked');
    });
  }
  const running = [
    run(context, 'takes', worker.concurrency, advanceTake),
    run(context, 'collects', collect.concurrency, collectClip),
    runLeader(context.redis, {
      prefix: context.prefix,
      holder: `${process.pid}-${nanoid(12)}`,
      // Together with the job locks, a dead leader's work is taken over within one stall time.
      leaseMs: Math.max(LEADER_LEASE_MIN_MS, worker.stallMs / 2),
      onError: (error) => context.log.warn({ err: error }, 'leader'),
      // A foreign book would drop all takes of this Redis.
      mayLead: () => context.recovering.reason === null,
      start: (heartbeat) => startLeaderJobs(context, heartbeat),
      tend: () => tendDelays(context),
    }),
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

/** Runs what a worker with a wrong clock has put off, and schedules it anew. */
async function tendDelays(context: WorkerContext): Promise<void> {
  const longestMs = { polls: POLLER_IDLE_MS, collects: CAP_MS };
  const jobs = await mendDelays(context.redis, context.queues, longestMs);
  if (jobs === 0) return;
  context.log.warn({ jobs }, 'jobs were put off by a worker with a wrong clock; they run now');
  await prepareLanes(context);
}

/** Polls and maintenance: one worker is enough, and cheaper than all workers waiting for these jobs. */
function startLeaderJobs(context: WorkerContext, heartbeat: () => void): RunningWorker[] {
  context.log.info('leader: polls and maintenance run here');
  return [
    run<LaneJob>(context, 'polls', context.accounts.size, (...given) => {
      heartbeat();
      return pollOperations(...given);
    }),
    run<Partial<LaneJob>>(context, 'upkeep', 4, (...given) => {
      heartbeat();
      return runMaintenance(...given);
    }),
  ];
}

function run<Data>(
  context: WorkerContext,
  queue: QueueName,
  concurrency: number,
  process: (context: WorkerContext, step: Step<Data>) => Promise<StepResult>,
): RunningWorker {
  const settings = {
    prefix: context.prefix,
    concurrency: Math.max(1, concurrency),
    stallMs: context.settings.worker.stallMs,
    onError: (error: Error) => context.log.warn({ err: error, queue }, 'job failed'),
  };
  return runWorker<Data>(queue, context.redis, settings, (step) => process(context, step));
}
