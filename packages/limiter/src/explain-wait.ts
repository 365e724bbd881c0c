import type { WaitReason } from '@cineflow/contracts';
import type { LaneStats } from './lane.ts';

/** Why takes in line do not go now, and when that may end by itself (Redis time, ms). */
export interface LaneWait {
  reason: WaitReason;
  untilMs?: number;
  /** In words, where a person or a model's own cap is the reason. */
  detail?: string;
}

/** The one place that says what the takes of a lane wait for; the most final obstacle is named first. */
export function explainWait(lane: LaneStats, model?: string): LaneWait {
  if (lane.isolation !== undefined) {
    const reason = lane.isolation === 'manual' ? 'paused' : lane.isolation;
    return { reason, ...(lane.isolationNote ? { detail: lane.isolationNote } : {}) };
  }
  if (lane.storageFull) return { reason: 'storage' };
  if (lane.holdUntil !== undefined && lane.holdUntil > lane.now) return until('rate', lane.holdUntil);
  if (lane.breaker === 'open' || lane.breaker === 'recovering') return until('breaker', lane.nextChangeAt);
  const own = model === undefined ? undefined : lane.models[model];
  if (own !== undefined && own.inFlight >= own.maximum) {
    return { reason: 'permit', detail: `model ${model} has ${own.maximum} permits` };
  }
  const isLearned = lane.learnedLimit !== undefined && lane.learnedLimit < lane.maximum;
  return until('permit', isLearned ? lane.nextChangeAt : undefined);
}

function until(reason: WaitReason, untilMs: number | undefined): LaneWait {
  return { reason, ...(untilMs === undefined ? {} : { untilMs }) };
}
