import { takeId, type JournalSummary, type Ledger } from '@cineflow/ledger';

/**
 * True when a journal knows of a storyboard, an attempt or an operation that the ledger does not have. A take whose
 * storyboard is gone everywhere cannot be paid again, so it is not missed.
 */
export async function isAnythingMissing(ledger: Ledger, journals: JournalSummary): Promise<boolean> {
  for (const { storyboard } of journals.storyboards) {
    if ((await ledger.storyboard(storyboard.id)) === null) return true;
  }
  const ordered = orderedTakes(journals);
  const takes = journals.takes.filter(({ take }) => ordered.has(take));
  const known = await ledger.knownTakes(takes.map(({ take }) => take));
  if (takes.some(({ attempt }, index) => (known[index]?.attempt ?? 0) < attempt)) return true;
  for (const [provider, some] of Map.groupBy(takes, (take) => take.provider)) {
    const operations = some.flatMap(({ accepted }) => accepted.map(({ operationId }) => operationId));
    const bound = await ledger.lane(provider).boundOperations(operations);
    if (operations.some((operation) => !bound.has(operation))) return true;
  }
  return false;
}

function orderedTakes({ storyboards }: JournalSummary): Set<string> {
  return new Set(
    storyboards.flatMap(({ storyboard: { id, takes } }) => takes.map((take) => takeId(id, take))),
  );
}
