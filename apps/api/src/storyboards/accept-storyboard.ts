import type { StoryboardAccepted } from '@cineflow/contracts';
import { emptyCounts, storyboardState } from '@cineflow/core';
import { takeId, type NewStoryboard } from '@cineflow/ledger';
import { parkTakes } from '@cineflow/queue';
import type { Context } from '../context.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { storyboardLinks } from '../views/storyboard-links.ts';

/**
 * Keeps a storyboard: records, parked jobs, then one step that makes it visible and lets its takes be sent. What
 * fails before that step leaves a draft that is swept, and nothing is spent.
 * @throws ProblemError `not-ready`
 */
export async function acceptStoryboard(
  context: Context,
  storyboard: NewStoryboard,
): Promise<StoryboardAccepted> {
  const { id, name, provider, warnings } = storyboard;
  const jobs = storyboard.takes.map((take) => ({ take: takeId(id, take), provider }));
  const admission = await keep(context, storyboard, jobs).catch((error: unknown) => {
    throw notReady(
      'The storyboard could not be kept; send it again. What is stored is not paid twice.',
      error,
    );
  });
  // Upkeep repeats a ring that got lost, so the order stands without it.
  await context.doorbell(provider, admission).catch((error: unknown) => {
    context.logger.warn({ err: error, storyboard: id }, 'doorbell was not rung');
  });
  const counts = { ...emptyCounts(), queued: jobs.length };
  return {
    id,
    name,
    state: storyboardState(counts),
    counts,
    warnings: [...warnings],
    links: storyboardLinks(id),
  };
}

async function keep(
  { ledger, queues, journal }: Context,
  storyboard: NewStoryboard,
  jobs: Parameters<typeof parkTakes>[1],
) {
  const { id, provider } = storyboard;
  await journal.append({ kind: 'storyboard', at: Date.now(), storyboard });
  await ledger.writeDraft(storyboard);
  await parkTakes(queues, jobs);
  const admission = await ledger.publishDraft({ id, provider });
  await journal.append({ kind: 'published', id });
  return admission;
}
