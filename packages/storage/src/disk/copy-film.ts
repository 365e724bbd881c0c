import type { Film } from '@cineflow/contracts';
import { CollectError } from '../collect-error.ts';
import type { Disk } from './disk.ts';
import { openFilm } from './open-film.ts';
import { appendToPart, createPart, removePart } from './part.ts';
import type { Place } from './place.ts';

/**
 * Copies a stored film into a part beside another place and makes it durable; returns the part's path.
 * @throws CollectError `wrong-content` when the film is no longer the one that was recorded
 */
export async function copyFilm(disk: Disk, film: Film, place: Place): Promise<string> {
  await using source = await openFilm(disk, film.key);
  const part = await createPart(place);
  try {
    for await (const chunk of source.createReadStream({ start: 0, autoClose: false })) {
      await appendToPart(part, chunk as Buffer);
    }
    if ((await part.hash.digest(part.sizeBytes)) !== film.sha256) {
      throw new CollectError('wrong-content', 'The stored film is no longer the one that was recorded');
    }
    await part.handle.sync();
  } catch (error) {
    await removePart(part);
    throw error;
  }
  await part.handle.close();
  return part.path;
}
