import type { JournalEntry } from '@cineflow/ledger';
import type { Context } from '../context.ts';

/**
 * Journals what a person stops, before the ledger does it: it must not be bought after a loss of Redis. A journal that
 * cannot be written keeps nobody from stopping.
 */
export async function noteStop(
  { journal, logger }: Pick<Context, 'journal' | 'logger'>,
  entries: readonly JournalEntry[],
): Promise<void> {
  await Promise.all(entries.map((entry) => journal.append(entry))).catch((error: unknown) => {
    logger.error({ err: error }, 'the journal cannot be written: a loss of Redis would undo this');
  });
}
