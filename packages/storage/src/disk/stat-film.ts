import { ClipNotFoundError } from '../clip-not-found-error.ts';
import type { Disk } from './disk.ts';
import { openFilm } from './open-film.ts';

/** Size and age of a stored film; null when there is none. */
export async function statFilm(
  disk: Disk,
  key: string,
): Promise<{ sizeBytes: number; modifiedAt: Date } | null> {
  try {
    await using handle = await openFilm(disk, key);
    const { size, mtime } = await handle.stat();
    return { sizeBytes: size, modifiedAt: mtime };
  } catch (error) {
    if (error instanceof ClipNotFoundError) return null;
    throw error;
  }
}
