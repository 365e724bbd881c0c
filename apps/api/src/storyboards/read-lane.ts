import { WORKER_GONE_MS, type WorkerSeen } from '@cineflow/limiter';
import type { Context } from '../context.ts';
import { unknownLane, type LaneView } from '../views/lane-view.ts';

/** Current obstacles of a provider's takes. */
export async function readLane(
  {
    redis,
    lane,
    epochs,
    workers,
    book,
    providers,
  }: Pick<Context, 'redis' | 'lane' | 'epochs' | 'workers' | 'book' | 'providers'>,
  providerId: string,
): Promise<LaneView> {
  const provider = providers.get(providerId);
  const known = {
    ...(provider === undefined ? { isNotSetUp: true } : {}),
    ...(provider && !provider.listRecent ? { hasNoList: true } : {}),
  };
  const [said, { bookId, redisEpoch }, overdue, away] = await Promise.all([
    redis.ask(() => Promise.all([lane(providerId).stats(), epochs.look(), workers.list()])),
    book.identity.read({}),
    book.takes.countOverdue({ providerId }),
    whyAway(book),
  ]);
  // A Redis without writes sends nothing.
  const cause = redis.cause();
  const recovery = cause === null ? {} : { isRecovering: true as const, recovery: cause };
  if (said === null) return { ...unknownLane(Date.now()), ...known, ...recovery, ...away };
  const [stats, epoch, { now, workers: seen }] = said;
  const isWhole = epoch.number === redisEpoch && epoch.bookId === bookId;
  return {
    ...stats,
    ...known,
    overdue,
    ...(isWhole ? {} : { isRecovering: true }),
    ...recovery,
    ...away,
    ...missingWorker(now, seen),
  };
}

/** SQLite stays readable while it cannot be written; an unreachable PostgreSQL answers nothing. */
async function whyAway(book: Context['book']): Promise<Pick<LaneView, 'bookAway'>> {
  if (book.driver !== 'sqlite') return {};
  const { ok, reason } = await book.health();
  return ok ? {} : { bookAway: reason ?? 'The book does not answer.' };
}

/** Current state of the lanes of these takes. */
export async function readLanes(
  context: Parameters<typeof readLane>[0],
  takes: readonly { providerId: string }[],
): Promise<(take: { providerId: string }) => LaneView> {
  const providerIds = [...new Set(takes.map(({ providerId }) => providerId))];
  const read = providerIds.map(async (id) => [id, await readLane(context, id)] as const);
  const lanes = new Map(await Promise.all(read));
  return ({ providerId }) => lanes.get(providerId) ?? unknownLane(Date.now());
}

/** The time since when no worker runs; absent if one runs. */
export function missingWorker(now: number, seen: readonly WorkerSeen[]): Pick<LaneView, 'noWorkerSince'> {
  const last = Math.max(0, ...seen.map(({ seenAt }) => seenAt));
  if (now - last <= WORKER_GONE_MS) return {};
  return { noWorkerSince: last === 0 ? null : last };
}
