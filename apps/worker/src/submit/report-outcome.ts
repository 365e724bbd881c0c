import { setTimeout as sleep } from 'node:timers/promises';
import { BookError } from '@cineflow/book';
import type { JournalEntry } from '../journal/outcome-journal.ts';
import type { TakeStep } from './take-step.ts';

type Reporting = Pick<TakeStep, 'context' | 'account'> & { takeId: string };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
/** The book counts as away after this time without an answer. */
const PATIENCE_MS = 250;

/**
 * Reports an outcome to the book until it is taken. Meanwhile the outcome is in the journal on disk, which survives
 * the worker.
 * @throws BookError if this worker stops before the book is back
 */
export async function reportOutcome<Reply>(
  attempt: Reporting,
  report: () => Promise<Reply>,
  entry?: JournalEntry,
): Promise<Reply> {
  const { context, takeId } = attempt;
  let isRecorded = entry === undefined;
  const record = async (): Promise<void> => {
    if (isRecorded || entry === undefined) return;
    isRecorded = true;
    await context.journal.append(entry).catch((error: unknown) => {
      isRecorded = false;
      context.log.error({ err: error, takeId: entry.takeId }, 'the outcome of a create cannot be recorded');
    });
  };
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      return await recordWhenSlow(report(), record);
    } catch (error) {
      if (!(error instanceof BookError)) throw error;
      await record();
      context.log.warn({ err: error, takeId }, 'the book does not take an outcome; it is told again');
      // Do not wait: Redis may be away too, and the book comes first.
      void sayAway(attempt, error, pauseMs);
      if (context.stopping.aborted) throw error;
      await sleep(pauseMs, undefined, { signal: context.stopping }).catch(() => undefined);
    }
  }
}

/** Sets the take's wait reason, if Redis is reachable. */
async function sayAway(
  { context, account, takeId }: Reporting,
  { message: detail }: BookError,
  retryInMs: number,
): Promise<void> {
  const wait = { reason: 'storage', retryInMs, detail, dropLink: false } as const;
  await account.line.postponeCollect({ takeId, ...wait }).catch((error: unknown) => {
    context.log.warn({ err: error, takeId }, 'Redis was not told that the book is away');
  });
}

async function recordWhenSlow<Reply>(told: Promise<Reply>, record: () => Promise<void>): Promise<Reply> {
  const timer = new AbortController();
  const slow = sleep(PATIENCE_MS, undefined, { signal: timer.signal }).then(record, () => undefined);
  try {
    return await told;
  } finally {
    timer.abort();
    await slow;
  }
}
