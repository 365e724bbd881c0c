import type { TakeView } from '../src/storyboards/take-views.ts';

/** A take as the book and Redis would have it, with `some` fields of one's own. */
export function takeRecord(some: Partial<TakeView> = {}): TakeView {
  return {
    takeId: 'sb_1-1-1',
    storyboardId: 'sb_1',
    storyboardName: '雨夜',
    segmentIndex: 1,
    place: 1,
    takeNumber: 1,
    providerId: 'sora-hk',
    model: 'sora-2',
    fingerprint: 'f',
    request: {
      model: 'sora-2',
      prompt: 'a shot',
      inputs: [],
      durationSeconds: 10,
      aspectRatio: '16:9',
    },
    force: false,
    state: 'queued',
    version: 1,
    generation: 1,
    isPaused: false,
    isCancelAsked: false,
    attempts: 0,
    createdAt: 1_600_000_000_000,
    changedAt: 1_600_000_000_000,
    spentMicros: 0,
    bought: 0,
    ...some,
  };
}
