import type { Context } from '../context.ts';
import type { LaneView } from '../views/lane-view.ts';
import { readLane } from './read-lane.ts';

/** Facts about a lane for the view of a storyboard. */
export interface LaneFacts {
  lane: LaneView;
  renderDurationsMs: readonly number[];
}

/** Reads the lanes for the views of one request, each lane and model once. */
export function createLaneReader(
  context: Pick<Context, 'redis' | 'lane' | 'line' | 'epochs' | 'workers' | 'book' | 'providers'>,
): (of: { providerId: string; model: string }) => Promise<LaneFacts> {
  const lanes = new Map<string, Promise<LaneView>>();
  const renders = new Map<string, Promise<number[] | null>>();
  return async ({ providerId, model }) => {
    const readRenders = () => context.redis.ask(() => context.line(providerId).renderDurations(model));
    const [lane, renderDurationsMs] = await Promise.all([
      remember(lanes, providerId, () => readLane(context, providerId)),
      remember(renders, `${providerId} ${model}`, readRenders),
    ]);
    return { lane, renderDurationsMs: renderDurationsMs ?? [] };
  };
}

function remember<Value>(known: Map<string, Value>, key: string, read: () => Value): Value {
  const value = known.get(key) ?? read();
  known.set(key, value);
  return value;
}
