import { takeId, type JournalSummary } from '@cineflow/ledger';
import { parkTakes } from '@cineflow/queue';
import type { WorkerContext } from '../context.ts';

/** Writes storyboards the ledger lost again, under their own ids and as of the time they were accepted. */
export async function restoreStoryboards(
  context: WorkerContext,
  storyboards: JournalSummary['storyboards'],
): Promise<void> {
  const { ledger, queues, log } = context;
  for (const { at, storyboard, kept } of storyboards.toSorted((a, b) => b.at - a.at)) {
    if ((await ledger.storyboard(storyboard.id)) !== null) continue;
    const { id, provider } = storyboard;
    await ledger.writeDraft(storyboard);
    await parkTakes(
      queues,
      storyboard.takes.map((take) => ({ take: takeId(id, take), provider })),
    );
    // Nobody rings: the barrier is closed, and upkeep rings every bell that was not answered.
    // A key that an older storyboard had too belongs to the latest one: that is the one its client was told of.
    const hasKey = kept !== undefined && (await ledger.restoreKey(kept.claim)).verdict === 'go';
    const { lost } = await ledger.publishDraft({ id, provider, createdAt: at, ...(hasKey ? { kept } : {}) });
    if (lost) throw new Error(`Redis lost storyboard ${id} while it was restored`);
    log.warn({ storyboard: id, takes: storyboard.takes.length }, 'storyboard restored from a journal');
  }
}
