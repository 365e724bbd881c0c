import type { JournalSummary } from '@cineflow/ledger';
import type { WorkerContext } from '../context.ts';

/** What a person made of the budget of a storyboard stays so after a loss of Redis. */
export async function restoreBudgets(
  { ledger }: WorkerContext,
  { storyboards, budgets }: JournalSummary,
): Promise<void> {
  for (const { storyboard } of storyboards) {
    const budget = budgets.get(storyboard.id);
    if (budget !== undefined) await ledger.limitStoryboard(budget, { isRestored: true });
  }
}
