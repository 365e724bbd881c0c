import { setTimeout as sleep } from 'node:timers/promises';
import { BookError } from '@cineflow/book';
import type { JournalEntry } from '../journal/outcome-journal.ts';
import type { LicensedAttempt } from './submit-take.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
/** A book that does not answer for this long counts as away. */
const PATIENCE_MS = 250;

/**
 * Tells the book what became of an attempt, again and again until it takes it. While it is away the outcome is on the
 * disk of this worker, so a worker that dies meanwhile has told it too.
 * @throws BookError where this worker stops before the book is back
 */
export async function reportOutcome<Reply>(
  attempt: Pick<LicensedAttempt, 'context' | 'account' | 'takeId'>,
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
      // Not waited for: Redis may be away as well, and the book comes first.
      void sayAway(attempt, error, pauseMs);
      if (context.stopping.aborted) throw error;
      await sleep(pauseMs, undefined, { signal: context.stopping }).catch(() => undefined);
    }
  }
}

/** The take says what it waits for, where Redis can be told. */
async function sayAway(
  { context, account, takeId }: Pick<LicensedAttempt, 'context' | 'account' | 'takeId'>,
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
