import type { StoryboardRecord, TakeRecord } from '@cineflow/book';
import { FINAL_TAKE_STATES, TakeState, type Storyboard } from '@cineflow/contracts';
import type { Context } from '../context.ts';
import { viewStoryboard } from '../views/view-storyboard.ts';
import { createLaneReader } from './lane-reader.ts';
import { readTakeViews } from './take-views.ts';

const OPEN_STATES = TakeState.exclude(FINAL_TAKE_STATES).options;

/** Everything that is told of a single storyboard. */
export async function readStatus(context: Context, record: StoryboardRecord): Promise<Storyboard> {
  const { id, finishedAt, providerId } = record;
  const open =
    finishedAt === undefined ? await context.book.storyboards.takes({ id, states: [...OPEN_STATES] }) : [];
  const [facts, takes, places] = await Promise.all([
    createLaneReader(context)(record),
    readTakeViews(context, open),
    placesOf(context, providerId, open),
  ]);
  const { settings } = context;
  const { currency } = settings.book;
  return viewStoryboard({ record, takes, ...facts, places, currency, settleMs: settings.submit.settleMs });
}

async function placesOf(
  context: Context,
  providerId: string,
  takes: readonly TakeRecord[],
): Promise<number[]> {
  const queued = takes.filter(({ state }) => state === 'queued').map(({ takeId }) => takeId);
  // The first and the last are enough, and cheap, however many there are.
  const ends = [...new Set([queued[0], queued.at(-1)])].filter((id) => id !== undefined);
  const places = (await context.redis.ask(() => context.lane(providerId).positions(ends))) ?? [];
  return places.filter((place) => place !== null).toSorted((a, b) => a - b);
}
