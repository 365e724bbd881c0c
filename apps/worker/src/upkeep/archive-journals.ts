import { archiveJournals } from '@cineflow/ledger';
import type { WorkerContext } from '../context.ts';
import { redisTimeMs } from './listed-operations.ts';

const DAY_MS = 24 * 3_600_000;

/** Keeps the journals from growing for ever. */
export async function archiveOldJournals({ ledger, redis, settings, log }: WorkerContext): Promise<void> {
  const before = (await redisTimeMs(redis)) - settings.journalKeepDays * DAY_MS;
  const archived = await archiveJournals(ledger, settings.journalDirectory, before);
  if (archived !== null) log.info(archived, 'journals archived');
}
