import { hash } from 'node:crypto';
import { offersDuration } from '../../capabilities.ts';
import { defined } from '../../defined.ts';
import { FRAME_SCHEME, modeOf, type GenerationRequest } from '../../generation.ts';
import type {
  CleanShot,
  CleanStoryboard,
  PlannedLink,
  PlannedRoute,
  PlannedTake,
  PlanOptions,
} from '../../model.ts';
import { buildPrompt } from '../prompt/build-prompt.ts';
import { fingerprint } from './fingerprint.ts';

/** What is known of the takes planned so far. */
interface Planning {
  options: PlanOptions;
  /** How often each content was planned. */
  times: Map<string, number>;
  /** Takes of each shot, by its number. */
  takes: Map<number, readonly PlannedTake[]>;
}

/** Every take of a storyboard: shots in the order of the document, the takes of each from 1 on. */
export function planStoryboard(storyboard: CleanStoryboard, options: PlanOptions): PlannedTake[] {
  const planning: Planning = { options, times: new Map(), takes: new Map() };
  return storyboard.shots.flatMap((shot) => {
    const takes = planShot(shot, planning);
    planning.takes.set(shot.segmentIndex, takes);
    return takes;
  });
}

function planShot(shot: CleanShot, planning: Planning): PlannedTake[] {
  const { segmentIndex, candidates = [] } = shot;
  const own = planRoute(shot, planning);
  const others = candidates.slice(1).map((one) => planRoute(one, planning));
  const link = planLink(shot, planning);
  return Array.from({ length: planning.options.takes }, (_, index) => {
    const first = own(index);
    const take = { segmentIndex, takeNumber: index + 1, ...first, ...defined({ after: link?.(index) }) };
    return others.length === 0 ? take : { ...take, routes: [first, ...others.map((route) => route(index))] };
  });
}

/** What one provider would be asked for each take of a shot. Equal contents are counted over the whole storyboard. */
function planRoute(shot: CleanShot, planning: Planning): (index: number) => PlannedRoute {
  const { target } = shot;
  const { providerId } = target;
  const request = requestOf(shot);
  const ordinalOf = counter(planning);
  // A frame of another take makes each take of the shot a content of its own.
  const previous = sourceOf(request);
  if (previous === null) {
    // What the fingerprint ignores must not make two contents of one.
    const content = fingerprint(target, request, 0);
    const first = ordinalOf(content, planning.options.takes);
    return (index) => ({ providerId, request, fingerprint: fingerprint(target, request, first + index) });
  }
  const fingerprints = (planning.takes.get(previous) ?? []).map((take) => {
    const known = withFrameOf(request, take);
    return fingerprint(target, known, ordinalOf(fingerprint(target, known, 0), 1));
  });
  return (index) => ({ providerId, request, fingerprint: fingerprints[index] ?? '' });
}

/** Reserves ordinals of a content; returns the first one. */
function counter({ times }: Planning): (content: string, count: number) => number {
  return (content, count) => {
    const before = times.get(content) ?? 0;
    times.set(content, before + count);
    return before + 1;
  };
}

/** Number of the shot whose last frame a request starts from; null without one. */
function sourceOf({ inputs }: GenerationRequest): number | null {
  const frame = inputs.find(({ url }) => url.startsWith(FRAME_SCHEME));
  return frame === undefined ? null : Number(frame.url.slice(FRAME_SCHEME.length));
}

/** A frame that does not exist yet counts as what its clip is ordered to be, wherever that is made. */
function withFrameOf(request: GenerationRequest, { routes, ...take }: PlannedTake): GenerationRequest {
  const contents = (routes ?? [take]).map((route) => route.fingerprint).toSorted();
  const sha256 = hash('sha256', JSON.stringify({ lastFrameOf: contents }), 'hex');
  const inputs = request.inputs.map((input) =>
    input.url.startsWith(FRAME_SCHEME) ? { ...input, sha256 } : input,
  );
  return { ...request, inputs };
}

/** The dependency of each take of a shot that continues another. */
function planLink(shot: CleanShot, planning: Planning): ((index: number) => PlannedLink) | undefined {
  const segmentIndex = sourceOf(requestOf(shot));
  if (segmentIndex === null) return undefined;
  const policy = planning.options.brokenChain ?? 'stop';
  const alone = policy === 'restart' ? planAlone(shot, planning) : undefined;
  return (index) => ({ segmentIndex, policy, ...defined({ alone: alone?.(index) }) });
}

/** The shot without the frame, where its model makes it as long and in the same shape. */
function planAlone(shot: CleanShot, planning: Planning): ((index: number) => PlannedRoute) | undefined {
  const inputs = shot.inputs.filter(({ role }) => role === 'reference');
  const can = shot.target.model.modes[modeOf(inputs)];
  const isAble =
    can !== undefined &&
    offersDuration(shot.durationSeconds, can.durations) &&
    can.aspectRatios.includes(shot.aspectRatio) &&
    (shot.resolution === undefined || can.resolutions?.includes(shot.resolution) === true);
  return isAble ? planRoute({ ...shot, inputs }, planning) : undefined;
}

function requestOf(shot: CleanShot): GenerationRequest {
  const { target, inputs, durationSeconds, aspectRatio, resolution, audio, seed, negativePrompt } = shot;
  const { id: model } = target.model;
  const request = { model, prompt: buildPrompt(shot), inputs, durationSeconds, aspectRatio };
  return { ...request, ...defined({ resolution, audio, seed, negativePrompt }) };
}
