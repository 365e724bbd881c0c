import type { Storyboard } from '@cineflow/contracts';
import { isFinal } from '@cineflow/core';
import type { StoryboardRecord, TakeRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { viewStoryboard } from '../views/view-storyboard.ts';
import { createLaneReader } from './lane-reader.ts';

/** Everything that is told of a single storyboard. */
export async function readStatus(context: Context, record: StoryboardRecord): Promise<Storyboard> {
  const facts = await createLaneReader(context)(record);
  const takes = record.finishedAt === undefined ? await context.ledger.storyboardTakes(record.id) : [];
  const open = takes.filter(({ state }) => !isFinal(state));
  const { settleMs } = context.settings.submit;
  const places = await placesOf(context, record.provider, open);
  return viewStoryboard({ record, takes: open, ...facts, places, settleMs });
}

async function placesOf(context: Context, provider: string, takes: readonly TakeRecord[]): Promise<number[]> {
  const queued = takes.filter(({ state }) => state === 'queued').map(({ id }) => id);
  // The first and the last are enough, and cheap, however many there are.
  const ends = [...new Set([queued[0], queued.at(-1)])].filter((id) => id !== undefined);
  const places = await context.lane(provider).positions(ends);
  return places.filter((place) => place !== null).toSorted((a, b) => a - b);
}
