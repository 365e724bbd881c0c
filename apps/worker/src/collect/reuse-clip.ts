import type { Clip } from '@cineflow/contracts';
import { PARKED_MS, type StepResult } from '@cineflow/queue';
import { CollectError } from '@cineflow/storage';
import type { TakeStep } from '../submit/take-step.ts';
import { addPoster } from './add-poster.ts';
import { keyOf, sidecarOf } from './clip-record.ts';
import { fetchAgain } from './fetch-again.ts';

/** Time after which a store that could not be read is asked again, ms. */
const STORAGE_MS = 5000;

/** The clip of this content, as the book has it, and the take it was made for. */
interface Stored {
  clip: Clip;
  maker: string;
}

/**
 * Gives a take the clip of equal content that was paid before, refetched if damaged. Requeues the take if the clip is
 * lost.
 */
export async function reuseClip(job: TakeStep, stored: Stored): Promise<StepResult> {
  try {
    return await reuse(job, stored);
  } catch (error) {
    // A folder that is gone or full is no lost clip: nothing is paid again for it.
    if (!(error instanceof CollectError)) throw error;
    const { account, step } = job;
    const wait = {
      reason: 'storage',
      retryInMs: STORAGE_MS,
      detail: error.message,
      dropLink: false,
    } as const;
    await account.line.postponeCollect({ takeId: step.data.takeId, ...wait });
    await step.log(`the stored clip cannot be reached: ${error.message}`);
    return { kind: 'park', ms: STORAGE_MS };
  }
}

async function reuse(job: TakeStep, stored: Stored): Promise<StepResult> {
  const { context, account, step } = job;
  const take = await context.book.takes.read({ takeId: step.data.takeId });
  if (!take) return { kind: 'done', value: 'this take is gone' };
  const { takeId } = take;
  const whole = await findWhole(job, stored);
  if (whole === null) {
    await step.log('the provider does not have it any more; it is made again');
    const { moved } = await context.book.contents.lost({ takeId, clip: stored.clip });
    const admitted = await context.followUp(account.provider.id, { moved });
    return { kind: 'park', ms: admitted.includes(takeId) ? 0 : PARKED_MS };
  }
  const clip = await context.store.reuse(whole, keyOf(take), sidecarOf(take));
  // Its own key: the other one may name a storyboard of another API key.
  const { moved } = await context.book.takes.reuse({ takeId, clip, detail: { detail: clip.key } });
  await context.followUp(account.provider.id, { moved });
  addPoster(context, clip);
  context.log.info({ takeId, key: clip.key, from: whole.key }, 'clip reused, nothing was paid');
  await step.log(`reused: the same content is stored already as ${whole.key}`);
  return { kind: 'done', value: clip.key };
}

async function findWhole(
  { context, account, step }: TakeStep,
  { clip, maker }: Stored,
): Promise<Clip | null> {
  if (await context.store.verify(clip)) return clip;
  await step.log(`the stored clip ${clip.key} is gone or damaged; the provider is asked for it`);
  return fetchAgain(context, account, { maker, damaged: clip });
}
