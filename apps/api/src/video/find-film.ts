import type { TakeRecord } from '@cineflow/book';
import type { Film } from '@cineflow/contracts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';

export interface FoundFilm {
  film: Film;
  /** Name a person would save it under. */
  fileName: string;
}

/**
 * The film of a take, as it lies in the store.
 * @throws ProblemError `film-not-available` with the take's state where there is none, or no longer; `not-ready` where
 * the store cannot be reached
 */
export async function findFilm(context: Pick<Context, 'store'>, take: TakeRecord): Promise<FoundFilm> {
  const { clip: film } = take;
  if (film === undefined) {
    throw new ProblemError('film-not-available', { detail: `Take ${take.takeId} is ${take.state}.` });
  }
  const stored = await context.store.stat(film.key).catch((error: unknown) => {
    throw notReady('The store of the films cannot be reached; the film is safe.', error);
  });
  if (stored?.sizeBytes !== film.sizeBytes) {
    const found = stored === null ? 'is gone' : 'has another size than it had';
    const detail = `Take ${take.takeId} is ${take.state}, but its file ${film.key} ${found}.`;
    throw new ProblemError('film-not-available', { detail });
  }
  // The folder is the storyboard's name as a file system may be shown it: no separators, no direction characters.
  const [folder] = film.key.split('/');
  return { film, fileName: `${folder}-${take.segmentIndex}-${take.takeNumber}.mp4` };
}
