import type { Provider } from '@cineflow/contracts';
import type { ModelCapabilities } from '@cineflow/core';
import type { LaneStats } from '@cineflow/limiter';
import { optionalTime } from './iso-time.ts';

/** A paid account: what its lane does at this moment, and the models it offers. */
export function viewProvider(
  provider: { id: string; models: readonly ModelCapabilities[] },
  lane: LaneStats,
): Provider {
  return {
    id: provider.id,
    capacity: lane.capacity,
    maximum: lane.maximum,
    degraded: lane.degraded,
    inFlight: lane.inFlight,
    waiting: lane.waiting,
    breaker: lane.breaker,
    ...(lane.isolation === undefined ? {} : { isolation: lane.isolation }),
    ...(lane.isolationNote ? { isolationNote: lane.isolationNote } : {}),
    ...(lane.tripReason === undefined ? {} : { tripReason: lane.tripReason }),
    ...optionalTime('throttledUntil', lane.throttledUntil),
    ...(lane.learnedLimit === undefined ? {} : { learnedLimit: lane.learnedLimit }),
    consecutiveErrors: lane.consecutiveErrors,
    ...optionalTime('nextChangeAt', lane.nextChangeAt),
    models: provider.models.map((model) => ({ ...viewModel(model), ...lane.models[model.id] })),
  };
}

function viewModel({ id, durations, resolutions, enabled }: ModelCapabilities): Provider['models'][number] {
  const all = new Set([...durations.normal, ...durations.pro]);
  return { id, durations: [...all].toSorted((a, b) => a - b), resolutions: [...resolutions], enabled };
}
