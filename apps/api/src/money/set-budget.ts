import type { StoryboardRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { demandWholeLedger, isCompared } from '../storyboards/demand-whole-ledger.ts';
import { noteStop } from '../storyboards/note-stop.ts';

/**
 * Changes what a storyboard may cost, cents; null takes the limit away. Takes that fit now go on at once, those that do
 * not fit any more wait. The journal knows of less before the ledger does, and of more after: a loss of Redis in between
 * must buy nothing. Of several changes at once journal and ledger keep the same one.
 * @throws ProblemError `not-ready`
 */
export async function setBudget(
  context: Context,
  { id, provider, budgetCents, budgetAt = 0 }: StoryboardRecord,
  cents: number | null,
): Promise<void> {
  await demandWholeLedger(context);
  // Later than what it replaces, even where the clock of Redis was set back.
  const at = Math.max(await context.ledger.timeMs(), budgetAt + 1);
  const word = { kind: 'budget', at, id, budgetCents: cents } as const;
  const note = () => noteStop(context, [word]);
  const isMore = (cents ?? Infinity) > (budgetCents ?? Infinity);
  if (!isMore) await note();
  const { verdict } = await context.ledger.limitStoryboard(word);
  if (verdict === 'barrier' || verdict === 'unknown') throw isCompared();
  if (isMore) await note();
  // Upkeep wakes who is left, and repeats a ring that got lost.
  await context.doorbell(provider, await context.ledger.lane(provider).wakeBudget());
}
