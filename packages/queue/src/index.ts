export { requestCollect } from './collect-jobs.ts';
export { createWake, type Wake, type Jitter } from './wake.ts';
export { createFollowUp, type FollowUp } from './follow-up.ts';
export { createPollerWaker, startPollers, type WakePoller } from './poll-jobs.ts';
export {
  openQueues,
  QUEUE_NAMES,
  type LaneJob,
  type QueueName,
  type Queues,
  type TakeJob,
} from './queues.ts';
export { redisOptions, type RedisRole } from './redis-options.ts';
export { isOfOutage, redisOutage, type RedisOutage } from './redis-outage.ts';
export { redisRefusal } from './redis-refusal.ts';
export { reportSeldom } from './report-seldom.ts';
export {
  runWorker,
  type RunningWorker,
  type Step,
  type StepResult,
  type WorkerSettings,
} from './run-worker.ts';
export { runLeader, type LeaderSettings } from './leader.ts';
export { mendDelays } from './mend-delays.ts';
export { logTake, PARKED_MS, parkTakes, removeTakes, wakeTake } from './take-jobs.ts';
export { scheduleTick, scheduleUpkeep, type UpkeepPlan, type UpkeepTask } from './upkeep-jobs.ts';
