import { defined } from '../../defined.ts';
import type { GenerationRequest } from '../../generation.ts';
import type { CleanShot, CleanStoryboard, PlannedTake, PlanOptions } from '../../model.ts';
import { buildPrompt } from '../prompt/build-prompt.ts';
import { fingerprint } from './fingerprint.ts';

/** Every take of a storyboard: shots in the order of the document, the takes of each from 1 on. */
export function planStoryboard(storyboard: CleanStoryboard, options: PlanOptions): PlannedTake[] {
  const timesPlanned = new Map<string, number>();
  return storyboard.shots.flatMap((shot) => {
    const { segmentIndex, target } = shot;
    const { providerId } = target;
    const request = requestOf(shot);
    const content = JSON.stringify([providerId, request]);
    const before = timesPlanned.get(content) ?? 0;
    timesPlanned.set(content, before + options.takes);
    return Array.from({ length: options.takes }, (_, index) => ({
      segmentIndex,
      takeNumber: index + 1,
      providerId,
      request,
      fingerprint: fingerprint(target, request, before + index + 1),
    }));
  });
}

function requestOf(shot: CleanShot): GenerationRequest {
  const { target, inputs, durationSeconds, aspectRatio, resolution, audio, seed, negativePrompt } = shot;
  const { id: model } = target.model;
  const request = { model, prompt: buildPrompt(shot), inputs, durationSeconds, aspectRatio };
  return { ...request, ...defined({ resolution, audio, seed, negativePrompt }) };
}
