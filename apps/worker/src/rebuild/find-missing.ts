import type { TakeState } from '@cineflow/contracts';
import { isFinal } from '@cineflow/core';
import {
  takeId,
  type BudgetEntry,
  type HeldEntry,
  type JournaledTake,
  type JournalSummary,
  type KnownTake,
  type Ledger,
  type StoryboardRecord,
} from '@cineflow/ledger';

/**
 * True when a journal knows of a storyboard, an attempt or an operation that the ledger does not have. A take whose
 * storyboard is gone everywhere cannot be paid again, so it is not missed.
 */
export async function isAnythingMissing(ledger: Ledger, journals: JournalSummary): Promise<boolean> {
  for (const { storyboard } of journals.storyboards) {
    const record = await ledger.storyboard(storyboard.id);
    if (record === null) return true;
    if (isOfBefore(record, journals.budgets.get(storyboard.id))) return true;
    if (isHeldOtherwise(record, journals.held.get(storyboard.id))) return true;
  }
  const ordered = orderedTakes(journals);
  const takes = journals.takes.filter(({ take }) => ordered.has(take));
  const known = await ledger.knownTakes(takes.map(({ take }) => take));
  if (takes.some((take, index) => isBehind(known[index], take))) return true;
  for (const [provider, some] of Map.groupBy(takes, (take) => take.provider)) {
    const operations = some.flatMap(({ accepted }) => accepted.map(({ operationId }) => operationId));
    const bound = await ledger.lane(provider).boundOperations(operations);
    if (operations.some((operation) => !bound.has(operation))) return true;
  }
  return false;
}

/** True where the ledger would send what the journals know to be sent already, or not to be wanted. */
function isBehind(known: KnownTake | undefined, { attempt, isCancelled }: JournaledTake): boolean {
  if ((known?.attempt ?? 0) < attempt) return true;
  const isOpen = known?.state !== null && known?.state !== undefined && !isFinal(known.state as TakeState);
  return isCancelled && isOpen && !known.isCancelled;
}

/** True where a person has said since what it may cost. The ledger may know of a word that nobody could journal. */
function isOfBefore(
  { budgetCents, budgetAt = -1 }: StoryboardRecord,
  word: BudgetEntry | undefined,
): boolean {
  if (word === undefined || word.at < budgetAt || word.budgetCents === (budgetCents ?? null)) return false;
  return word.at > budgetAt || (word.budgetCents ?? Infinity) < (budgetCents ?? Infinity);
}

/** True where a person has paused or resumed it since. */
function isHeldOtherwise({ isPaused, heldAt = -1 }: StoryboardRecord, word: HeldEntry | undefined): boolean {
  return word !== undefined && word.at >= heldAt && word.isPaused !== isPaused;
}

function orderedTakes({ storyboards }: JournalSummary): Set<string> {
  return new Set(
    storyboards.flatMap(({ storyboard: { id, takes } }) => takes.map((take) => takeId(id, take))),
  );
}
