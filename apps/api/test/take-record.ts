import type { TakeRecord } from '@cineflow/ledger';

/** A take as the ledger would hold it, with `some` fields of one's own. */
export function takeRecord(some: Partial<TakeRecord> = {}): TakeRecord {
  return {
    id: 'sb_1-1-1',
    storyboardId: 'sb_1',
    storyboardName: '雨夜',
    segmentIndex: 1,
    take: 1,
    lane: 'sora-hk',
    model: 'sora-2',
    fingerprint: 'f',
    order: {
      provider: 'sora-hk',
      model: 'sora-2',
      prompt: 'a shot',
      imageUrl: null,
      durationSeconds: 10,
      isPro: false,
      resolution: 'horizontal',
    },
    force: false,
    state: 'queued',
    attempt: 0,
    createdAt: 1_600_000_000_000,
    changedAt: 1_600_000_000_000,
    ...some,
  };
}
