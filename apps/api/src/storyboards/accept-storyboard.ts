import type { StoryboardAccepted } from '@cineflow/contracts';
import { emptyCounts, storyboardState } from '@cineflow/core';
import { takeId, type KeptAnswer, type KeyClaim, type NewStoryboard } from '@cineflow/ledger';
import { parkTakes } from '@cineflow/queue';
import type { Context } from '../context.ts';
import { keyInProgress } from '../idempotency/claim-request.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { storyboardLinks } from '../views/storyboard-links.ts';

/**
 * Keeps a storyboard: records, parked jobs, then one step that makes it visible and lets its takes be sent. What
 * fails before that step leaves a draft that is swept, and nothing is spent.
 * @throws ProblemError `not-ready`, or `key-in-progress` where another request with the same key took over
 */
export async function acceptStoryboard(
  context: Context,
  storyboard: NewStoryboard,
  claim?: KeyClaim,
): Promise<StoryboardAccepted> {
  const { id, provider } = storyboard;
  const accepted = answerTo(storyboard);
  const kept = claim && { claim, answer: accepted };
  const admission = await keep(context, storyboard, kept).catch((error: unknown) => {
    throw notReady(
      'The storyboard could not be kept; send it again. What is stored is not paid twice.',
      error,
    );
  });
  // Upkeep repeats a ring that got lost, so the order stands without it.
  await context.doorbell(provider, admission).catch((error: unknown) => {
    context.logger.warn({ err: error, storyboard: id }, 'doorbell was not rung');
  });
  // Another request with the same key was quicker; this one has published nothing.
  if (admission.superseded) throw keyInProgress();
  return accepted;
}

function answerTo({ id, name, takes, warnings }: NewStoryboard): StoryboardAccepted {
  const counts = { ...emptyCounts(), queued: takes.length };
  const state = storyboardState(counts);
  return { id, name, state, counts, warnings: [...warnings], links: storyboardLinks(id) };
}

async function keep(
  { ledger, queues, journal }: Context,
  storyboard: NewStoryboard,
  kept: KeptAnswer | undefined,
) {
  const { id, provider } = storyboard;
  const withKept = kept ? { kept } : {};
  await journal.append({ kind: 'storyboard', at: Date.now(), storyboard, ...withKept });
  await ledger.writeDraft(storyboard);
  await parkTakes(
    queues,
    storyboard.takes.map((take) => ({ take: takeId(id, take), provider })),
  );
  const admission = await ledger.publishDraft({ id, provider, ...withKept });
  if (admission.lost) throw new Error('Redis lost the records before they were published');
  if (!admission.superseded) await journal.append({ kind: 'published', id });
  return admission;
}
