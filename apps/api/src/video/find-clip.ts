import type { TakeRecord } from '@cineflow/book';
import type { Clip } from '@cineflow/contracts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';

export interface FoundClip {
  clip: Clip;
  /** Suggested file name. */
  fileName: string;
}

/**
 * The stored clip of a take.
 * @throws ProblemError `clip-not-available` with the take's state if there is none; `not-ready` if the store is
 * unreachable
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
  // The folder is the storyboard's name, made safe for file systems.
  const [folder] = clip.key.split('/');
  return { clip, fileName: `${folder}-${take.segmentIndex}-${take.takeNumber}.mp4` };
}
