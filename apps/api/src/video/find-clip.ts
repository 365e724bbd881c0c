import type { TakeRecord } from '@cineflow/book';
import type { Clip } from '@cineflow/contracts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';

export interface FoundClip {
  clip: Clip;
  /** Name a person would save it under. */
  fileName: string;
}

/**
 * The clip of a take, as it lies in the store.
 * @throws ProblemError `clip-not-available` with the take's state where there is none, or no longer; `not-ready` where
 * the store cannot be reached
 */
export async function findClip(context: Pick<Context, 'store'>, take: TakeRecord): Promise<FoundClip> {
  const { clip } = take;
  if (clip === undefined) {
    throw new ProblemError('clip-not-available', { detail: `Take ${take.takeId} is ${take.state}.` });
  }
  const stored = await context.store.stat(clip.key).catch((error: unknown) => {
    throw notReady('The store of the clips cannot be reached; the clip is safe.', error);
  });
  if (stored?.sizeBytes !== clip.sizeBytes) {
    const found = stored === null ? 'is gone' : 'has another size than it had';
    const detail = `Take ${take.takeId} is ${take.state}, but its file ${clip.key} ${found}.`;
    throw new ProblemError('clip-not-available', { detail });
  }
  // The folder is the storyboard's name as a file system may be shown it: no separators, no direction characters.
  const [folder] = clip.key.split('/');
  return { clip, fileName: `${folder}-${take.segmentIndex}-${take.takeNumber}.mp4` };
}
