import type { StoryboardRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { demandWholeLedger } from '../storyboards/demand-whole-ledger.ts';
import { noteStop } from '../storyboards/note-stop.ts';

/**
 * Changes what a storyboard may cost, cents; null takes the limit away. Takes that fit now go on at once, those that do
 * not fit any more wait. The journal knows of less before the ledger does, and of more after: a loss of Redis in between
 * must buy nothing.
 * @throws ProblemError `not-ready`
 */
export async function setBudget(
  context: Context,
  { id, provider, budgetCents }: StoryboardRecord,
  cents: number | null,
): Promise<void> {
  await demandWholeLedger(context);
  const at = await context.ledger.timeMs();
  const note = () => noteStop(context, [{ kind: 'budget', at, id, budgetCents: cents }]);
  const isMore = (cents ?? Infinity) > (budgetCents ?? Infinity);
  if (!isMore) await note();
  await context.ledger.limitStoryboard(id, cents);
  if (isMore) await note();
  // Upkeep wakes who is left, and repeats a ring that got lost.
  await context.doorbell(provider, await context.ledger.lane(provider).wakeBudget());
}
