import type { Provider as ProviderView } from '@cineflow/contracts';
import type { LaneStats } from '@cineflow/limiter';
import { capabilitiesOf, type Capability, type Provider } from '@cineflow/providers';
import { defined, isOffered } from '@cineflow/core';
import { optionalTime } from './iso-time.ts';

/** A paid account: its lane, its optional requests and its models. */
export function viewProvider(
  provider: Pick<Provider, 'id' | 'family' | 'models' | Capability>,
  lane: LaneStats,
  /** `YYYY-MM-DD`. */
  today = new Date().toISOString().slice(0, 10),
): ProviderView {
  return {
    id: provider.id,
    family: provider.family,
    capabilities: capabilitiesOf(provider),
    capacity: lane.capacity,
    maximum: lane.maximum,
    degraded: lane.degraded,
    inFlight: lane.inFlight,
    waiting: lane.waiting,
    breaker: lane.breaker,
    ...defined({ isolation: lane.isolation }),
    ...(lane.isolationNote ? { isolationNote: lane.isolationNote } : {}),
    ...defined({ tripReason: lane.tripReason }),
    ...optionalTime('throttledUntil', lane.throttledUntil),
    ...defined({ learnedLimit: lane.learnedLimit }),
    consecutiveErrors: lane.consecutiveErrors,
    ...optionalTime('nextChangeAt', lane.nextChangeAt),
    models: provider.models.map((model) => ({
      ...viewModel(model),
      enabled: isOffered(model, today),
      ...lane.models[model.id],
    })),
  };
}

function viewModel(row: Provider['models'][number]): ProviderView['models'][number] {
  const { maximumInFlight, ...model } = row;
  const maximum = maximumInFlight === undefined ? {} : { maximum: maximumInFlight };
  return { ...(structuredClone(model) as ProviderView['models'][number]), ...maximum };
}
