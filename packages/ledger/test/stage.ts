import type { LanePolicy } from '@cineflow/core';
import { createLane, type Lane } from '@cineflow/limiter';
import { testPrefix } from '@cineflow/testkit';
import type { Redis } from 'ioredis';
import { createLedger, type LaneLedger, type Ledger } from '../src/ledger.ts';
import type { NewStoryboard } from '../src/write-storyboard.ts';

export const policy: LanePolicy = {
  maximum: 2,
  degraded: 1,
  tripAfter: 2,
  cooldownMs: 60_000,
  recoveryStepMs: 1000,
};

/** What the takes of a storyboard are like. */
interface Contents {
  /** Storyboards of equal content order the same films. */
  content?: string;
  /** Price of each take. */
  priceCents?: number;
}

/** A ledger of its own on a real Redis, with one lane. */
export interface Stage {
  prefix: string;
  ledger: Ledger;
  steps: LaneLedger;
  lane: Lane;
  draftOf: typeof storyboardOf;
  /** Writes and publishes a storyboard of so many one-take shots; answers who was admitted. */
  post: (id: string, shots: number, more?: Partial<NewStoryboard> & Contents) => Promise<string[]>;
  /** begin + accepted, as a provider that works. */
  start: (take: string) => Promise<string[]>;
  /** begin + requeue, as a provider that does not. */
  refuse: (
    take: string,
    cause: 'error' | 'throttled' | 'auth' | 'balance',
    holdMs?: number,
  ) => Promise<string[]>;
  /** The render is done and the film is kept. */
  finish: (take: string) => Promise<string[]>;
}

export const film = { key: 'a/1/take-1.mp4', sizeBytes: 10, sha256: 'ab' };
const detail = {};

export async function createStage(redis: Redis, more: Partial<LanePolicy> = {}): Promise<Stage> {
  const prefix = testPrefix();
  const ledger = createLedger(redis, prefix);
  const lane = createLane(redis, `${prefix}:lane:sora-hk`);
  const steps = ledger.lane('sora-hk');
  await ledger.holdRebuild('test', 60_000);
  await ledger.openEpoch('test', 'test');
  await lane.configure({ ...policy, ...more });
  return {
    prefix,
    ledger,
    steps,
    lane,
    draftOf: storyboardOf,
    post: async (id, shots, extra = {}) => {
      await ledger.writeDraft(storyboardOf(id, shots, extra));
      return (await ledger.publishDraft({ id, provider: 'sora-hk' })).admitted;
    },
    start: async (take) => {
      await steps.begin({ take, holder: take });
      return (await steps.accepted({ take, operationId: `op-${take}`, firstPollMs: 0, costCents: 6, detail }))
        .admitted;
    },
    refuse: async (take, cause, holdMs = 0) => {
      await steps.begin({ take, holder: take });
      return (await steps.requeue({ take, by: { holder: take }, cause, holdMs, detail })).admitted;
    },
    finish: async (take) => {
      const rendered = await steps.rendered({ take, operationId: `op-${take}`, link: 'http://x', detail });
      const kept = await steps.filmKept({ take, event: 'store', film, detail });
      return [...rendered.admitted, ...kept.admitted.filter((id) => id !== take)];
    },
  };
}

function storyboardOf(
  id: string,
  shots: number,
  extra: Partial<NewStoryboard> & Contents = {},
): NewStoryboard {
  return {
    id,
    name: id,
    provider: 'sora-hk',
    model: 'sora-2',
    priority: 'normal',
    force: false,
    warnings: [],
    takes: Array.from({ length: shots }, (_, index) => ({
      segmentIndex: index + 1,
      take: 1,
      fingerprint: `${extra.content ?? id}-${index}`,
      ...(extra.priceCents === undefined ? {} : { priceCents: extra.priceCents }),
      order: {
        provider: 'sora-hk',
        model: extra.model ?? 'sora-2',
        prompt: `shot ${index}`,
        imageUrl: null,
        durationSeconds: 10,
        isPro: false,
        resolution: 'horizontal',
      },
    })),
    ...extra,
  };
}
