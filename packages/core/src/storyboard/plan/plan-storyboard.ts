import type { CleanShot, CleanStoryboard, GenerationRequest, PlannedTake, PlanOptions } from '../../model.ts';
import { buildPrompt } from '../prompt/build-prompt.ts';
import { fingerprint } from './fingerprint.ts';

/** Every take of a storyboard: shots in the order of the document, the takes of each from 1 on. */
export function planStoryboard(storyboard: CleanStoryboard, options: PlanOptions): PlannedTake[] {
  const timesPlanned = new Map<string, number>();
  return storyboard.shots.flatMap((shot) => {
    const request = requestOf(shot, options);
    const content = JSON.stringify(request);
    const before = timesPlanned.get(content) ?? 0;
    timesPlanned.set(content, before + options.takes);
    return Array.from({ length: options.takes }, (_, index) => ({
      segmentIndex: shot.segmentIndex,
      takeNumber: index + 1,
      request,
      fingerprint: fingerprint(request, before + index + 1),
    }));
  });
}

function requestOf(shot: CleanShot, options: PlanOptions): GenerationRequest {
  const { imageUrl, durationSeconds, isPro, resolution } = shot;
  const { provider, model } = options;
  return { provider, model, prompt: buildPrompt(shot), imageUrl, durationSeconds, isPro, resolution };
}
