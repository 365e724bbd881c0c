import type { JournalSummary } from '@cineflow/ledger';
import type { WorkerContext } from '../context.ts';

/** Counts storyboards that were archived against the budget of whoever ordered them: nobody gets money back by a loss. */
export async function restoreSpent(
  { ledger }: WorkerContext,
  archived: JournalSummary['archived'],
): Promise<void> {
  for (const { id, spender, cents } of archived) {
    if (spender !== undefined) await ledger.restoreSpent({ id, spender, cents });
  }
}
