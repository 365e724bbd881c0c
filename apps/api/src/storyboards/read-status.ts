import type { StoryboardRecord, TakeRecord } from '@cineflow/book';
import { FINAL_TAKE_STATES, TakeState, type Storyboard } from '@cineflow/contracts';
import type { Context } from '../context.ts';
import { viewStoryboard, type StoryboardPart } from '../views/view-storyboard.ts';
import { createLaneReader } from './lane-reader.ts';
import { readTakeViews } from './take-views.ts';

const OPEN_STATES = TakeState.exclude(FINAL_TAKE_STATES).options;

/** The complete view of a single storyboard. */
export async function readStatus(context: Context, record: StoryboardRecord): Promise<Storyboard> {
  const { id, finishedAt } = record;
  const open =
    finishedAt === undefined ? await context.book.storyboards.takes({ id, states: [...OPEN_STATES] }) : [];
  const readFacts = createLaneReader(context);
  const takes = await readTakeViews(context, open);
  const queues = Map.groupBy(takes, (take) => JSON.stringify([take.providerId, take.model]));
  const parts = [...queues.values()].map(async (some): Promise<StoryboardPart> => {
    const [{ providerId, model } = record] = some;
    const [facts, places] = await Promise.all([
      readFacts({ providerId, model }),
      placesOf(context, providerId, some),
    ]);
    return { providerId, model, takes: some, places, ...facts };
  });
  const { settings, money } = context;
  const { currency } = money;
  const { settleMs } = settings.submit;
  return viewStoryboard({ record, parts: await Promise.all(parts), currency, settleMs });
}

async function placesOf(
  context: Context,
  providerId: string,
  takes: readonly TakeRecord[],
): Promise<number[]> {
  const queued = takes.filter(({ state }) => state === 'queued').map(({ takeId }) => takeId);
  // The first and the last position are enough, whatever the number of takes.
  const ends = [...new Set([queued[0], queued.at(-1)])].filter((id) => id !== undefined);
  const places = (await context.redis.ask(() => context.lane(providerId).positions(ends))) ?? [];
  return places.filter((place) => place !== null).toSorted((a, b) => a - b);
}
