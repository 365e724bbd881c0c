import type { CleanShot, CleanStoryboard, Order, PlannedTake, PlanOptions } from '../../model.ts';
import { buildPrompt } from '../prompt/build-prompt.ts';
import { fingerprint } from './fingerprint.ts';

/** Every take of a storyboard: shots in the order of the document, the takes of each from 1 on. */
export function planStoryboard(storyboard: CleanStoryboard, options: PlanOptions): PlannedTake[] {
  const timesOrdered = new Map<string, number>();
  return storyboard.shots.flatMap((shot) => {
    const order = orderOf(shot, options);
    const content = JSON.stringify(order);
    const before = timesOrdered.get(content) ?? 0;
    timesOrdered.set(content, before + options.takes);
    return Array.from({ length: options.takes }, (_, index) => ({
      segmentIndex: shot.segmentIndex,
      take: index + 1,
      order,
      fingerprint: fingerprint(order, before + index + 1),
    }));
  });
}

function orderOf(shot: CleanShot, options: PlanOptions): Order {
  const { imageUrl, durationSeconds, isPro, resolution } = shot;
  const { provider, model } = options;
  return { provider, model, prompt: buildPrompt(shot), imageUrl, durationSeconds, isPro, resolution };
}
