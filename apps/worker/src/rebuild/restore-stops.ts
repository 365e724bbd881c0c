import { takeId, type JournalSummary } from '@cineflow/ledger';
import type { WorkerContext } from '../context.ts';

const DETAIL = { detail: 'known from a journal' };
const RESTORED = { isRestored: true };

/** What a person cancelled or paused stays so after a loss of Redis. */
export async function restoreStops({ ledger }: WorkerContext, journals: JournalSummary): Promise<void> {
  for (const { take, provider, isCancelled } of journals.takes) {
    if (isCancelled) await ledger.lane(provider).cancel([take], DETAIL, RESTORED);
  }
  for (const { storyboard } of journals.storyboards) {
    const { id, provider, takes } = storyboard;
    const word = journals.held.get(id);
    if (word === undefined) continue;
    const ids = takes.map((take) => takeId(id, take));
    await ledger
      .lane(provider)
      .hold(word.isPaused ? 'pause' : 'resume', id, ids, { ...RESTORED, at: word.at });
  }
}
