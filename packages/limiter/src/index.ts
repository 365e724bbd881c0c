export { asAdmission, asList, type Admission } from './admission.ts';
export { commandsIn, type Command, type CommandFactory } from './command.ts';
export { createEpochs, type EpochLook, type Epochs } from './epochs/epochs.ts';
export { createLane, laneKey, type Lane } from './lane.ts';
export { LANE_LUA, type LaneStats, type TripReason } from './lane-scripts.ts';
export { createLine, type Line } from './line/line.ts';
export type {
  Compared,
  GhostPage,
  Look,
  Outcome,
  OutcomeKind,
  PostponeCollectArgs,
  PutArgs,
  PutReply,
} from './line/line-commands.ts';
export type { TakeOverlay } from './line/overlay.ts';
export type {
  BatchHealth,
  DueClaim,
  DueReply,
  PollClaim,
  PollSteps,
  Reschedule,
  Rescheduled,
} from './polls/polls.ts';
export { defineScript, readLua, type RunScript } from './script.ts';
export { createWorkers, WORKER_GONE_MS, type Workers, type WorkerSeen } from './workers/workers.ts';
export { defineStep } from './step-script.ts';
