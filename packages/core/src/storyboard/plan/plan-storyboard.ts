import { defined } from '../../defined.ts';
import type { GenerationRequest } from '../../generation.ts';
import type { CleanShot, CleanStoryboard, PlannedRoute, PlannedTake, PlanOptions } from '../../model.ts';
import { buildPrompt } from '../prompt/build-prompt.ts';
import { fingerprint } from './fingerprint.ts';

/** Every take of a storyboard: shots in the order of the document, the takes of each from 1 on. */
export function planStoryboard(storyboard: CleanStoryboard, { takes }: PlanOptions): PlannedTake[] {
  const timesPlanned = new Map<string, number>();
  return storyboard.shots.flatMap((shot) => {
    const { segmentIndex, candidates = [] } = shot;
    const own = planRoute(shot, takes, timesPlanned);
    const others = candidates.slice(1).map((one) => planRoute(one, takes, timesPlanned));
    return Array.from({ length: takes }, (_, index) => {
      const first = own(index);
      const take = { segmentIndex, takeNumber: index + 1, ...first };
      return others.length === 0
        ? take
        : { ...take, routes: [first, ...others.map((route) => route(index))] };
    });
  });
}

/** What one provider would be asked for each take of a shot. Equal contents are counted over the whole storyboard. */
function planRoute(
  shot: CleanShot,
  takes: number,
  timesPlanned: Map<string, number>,
): (index: number) => PlannedRoute {
  const { target } = shot;
  const { providerId } = target;
  const request = requestOf(shot);
  // What the fingerprint ignores must not make two contents of one.
  const content = fingerprint(target, request, 0);
  const before = timesPlanned.get(content) ?? 0;
  timesPlanned.set(content, before + takes);
  return (index) => ({ providerId, request, fingerprint: fingerprint(target, request, before + index + 1) });
}

function requestOf(shot: CleanShot): GenerationRequest {
  const { target, inputs, durationSeconds, aspectRatio, resolution, audio, seed, negativePrompt } = shot;
  const { id: model } = target.model;
  const request = { model, prompt: buildPrompt(shot), inputs, durationSeconds, aspectRatio };
  return { ...request, ...defined({ resolution, audio, seed, negativePrompt }) };
}
