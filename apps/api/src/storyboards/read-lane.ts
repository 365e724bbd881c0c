import type { Context } from '../context.ts';
import { unknownLane, type LaneView } from '../views/lane-view.ts';

/** What the takes of a provider wait for at this moment. */
export async function readLane(
  { redis, lane, epochs, book }: Pick<Context, 'redis' | 'lane' | 'epochs' | 'book'>,
  providerId: string,
): Promise<LaneView> {
  const [said, { bookId, redisEpoch }] = await Promise.all([
    redis.ask(() => Promise.all([lane(providerId).stats(), epochs.look()])),
    book.identity.read({}),
  ]);
  if (said === null) return unknownLane(Date.now());
  const [stats, epoch] = said;
  const isWhole = epoch.number === redisEpoch && epoch.bookId === bookId;
  return isWhole ? stats : { ...stats, isRecovering: true };
}
