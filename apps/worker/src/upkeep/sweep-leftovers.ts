import { removeTakes } from '@cineflow/queue';
import type { WorkerContext } from '../context.ts';
import { archiveOldJournals } from './archive-journals.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Removes storyboards that were never published, journals nobody needs and downloads nobody carries on. */
export async function sweepLeftovers(context: WorkerContext): Promise<void> {
  for (const draft of await context.ledger.abandonedDrafts(HOUR_MS)) {
    await removeTakes(context.queues, draft.takes);
    await context.ledger.removeDraft(draft);
  }
  await archiveOldJournals(context);
  const parts = await context.store.sweepParts(DAY_MS);
  if (parts > 0) context.log.info({ parts }, 'half-written downloads removed');
}
