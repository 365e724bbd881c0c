import { randomUUID } from 'node:crypto';
import { readJournals } from './journal/read-journals.ts';
import type { Ledger } from './ledger.ts';

const HOLD_MS = 5000;

/**
 * Opens the epoch of an installation nobody has used yet: there never was one, and no journal knows of anything, so
 * nothing can be missing. Answers whether the epoch is open now; otherwise a worker has to compare.
 */
export async function openIfNew(
  ledger: Pick<Ledger, 'epoch' | 'holdRebuild' | 'openEpoch'>,
  journalDirectory: string,
): Promise<boolean> {
  const { open, present, lost } = await ledger.epoch();
  if (open) return true;
  if (present || lost || !(await isEmpty(journalDirectory))) return false;
  const holder = randomUUID();
  if (!(await ledger.holdRebuild(holder, HOLD_MS))) return false;
  return (await ledger.openEpoch(randomUUID(), holder)).open;
}

async function isEmpty(journalDirectory: string): Promise<boolean> {
  const { entries, damaged } = await readJournals(journalDirectory);
  return entries.length === 0 && damaged === 0;
}
