import type { KeyClaim } from '@cineflow/book';
import type { StoryboardAccepted } from '@cineflow/contracts';
import { emptyCounts, storyboardState, type PlannedStoryboard } from '@cineflow/core';
import type { Context } from '../context.ts';
import { keyInProgress } from '../idempotency/claim-request.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { repeatUnknown } from '../problems/repeat-unknown.ts';
import { storyboardLinks } from '../views/storyboard-links.ts';
import { announceStoryboard } from './announce-storyboard.ts';
import { checkQuota } from './check-quota.ts';

/**
 * Stores a storyboard in the book, then updates Redis after the answer. An early failure leaves at most a draft, and
 * nothing is spent.
 * @throws BookError, or ProblemError `too-many-open-takes`, or `key-in-progress` if another request with the same key
 * took over
 */
export async function acceptStoryboard(
  context: Context,
  storyboard: PlannedStoryboard,
  claim?: KeyClaim,
): Promise<StoryboardAccepted> {
  await checkQuota(context, storyboard.apiKeyName, storyboard.takes.length);
  const accepted = answerTo(storyboard);
  const kept = claim && { claim, answer: accepted };
  const { verdict } = await repeatUnknown(() => context.book.storyboards.accept({ storyboard, kept }));
  // Another request with the same key was faster; this one has published nothing.
  if (verdict === 'superseded') throw keyInProgress();
  if (verdict === 'picture-gone') {
    const detail = 'A picture of it was removed at this very moment; nothing was ordered. Send it again.';
    throw new ProblemError('invalid-document', { detail });
  }
  context.background.run(() => announceStoryboard(context, storyboard));
  return accepted;
}

function answerTo({ id, name, takes, warnings }: PlannedStoryboard): StoryboardAccepted {
  const counts = { ...emptyCounts(), queued: takes.length };
  const state = storyboardState(counts);
  return { id, name, state, counts, warnings: [...warnings], links: storyboardLinks(id) };
}
