import type { LineTake } from '@cineflow/core';
import type { WorkerContext } from '../context.ts';
import { readJournals, removeJournal, type JournalEntry } from './outcome-journal.ts';

/** An unchanged journal of this age belongs to a worker that is gone or has reported to the book, ms. */
const LEFT_AFTER_MS = 60_000;

/**
 * Replays the journals of this machine into the book and removes them. Every step is idempotent, so concurrent
 * replays are harmless.
 */
export async function replayJournals(context: WorkerContext): Promise<void> {
  const { settings, log } = context;
  for (const file of await readJournals(settings.journalDirectory)) {
    if (Date.now() - file.modifiedAt < LEFT_AFTER_MS && file.entries.length === 0) continue;
    for (const entry of file.entries) await replay(context, entry);
    if (file.damaged > 0)
      log.warn({ path: file.path, damaged: file.damaged }, 'torn journal lines are left out');
    if (Date.now() - file.modifiedAt >= LEFT_AFTER_MS) await removeJournal(file);
  }
}

async function replay(context: WorkerContext, entry: JournalEntry): Promise<void> {
  const { book } = context;
  const { takeId, attemptId } = entry;
  const detail = { ...entry.detail, detail: 'known from the journal of the worker that sent it' };
  if (entry.kind === 'accepted') {
    const { operationId, operationRef, costMicros, oddCost } = entry;
    const reply = await book.takes.accept({
      takeId,
      attemptId,
      operationId,
      operationRef,
      costMicros,
      oddCost,
      detail,
    });
    return tell(context, reply.moved);
  }
  const reply = await book.takes.requeue({ takeId, attemptId, by: 'holder', detail });
  return tell(context, reply.moved);
}

async function tell({ followUp }: WorkerContext, moved: readonly LineTake[]): Promise<void> {
  const [first] = moved;
  if (first) await followUp(first.providerId, { moved });
}
