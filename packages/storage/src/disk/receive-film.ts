import type { Film } from '@cineflow/contracts';
import { classifyDiskFailure } from '../classify-failure.ts';
import type { ReceiveRequest } from '../spec.ts';
import { startGuard } from '../start-guard.ts';
import type { Disk } from './disk.ts';
import { removePart } from './part.ts';
import { publishPart } from './publish-part.ts';
import { receivePart } from './receive-part.ts';
import { writeSidecar } from './sidecar.ts';
import { sweepPartsOf } from './sweep-parts-of.ts';

/**
 * Downloads one film, or the rest of it, and gives it its final name once its bytes are proved.
 * @throws CollectError, InvalidKeyError
 */
export async function receiveFilm(disk: Disk, request: ReceiveRequest): Promise<Film> {
  using guard = startGuard(request.limits, request.signal);
  try {
    const { place, part, facts } = await receivePart(disk, { request, guard });
    try {
      const film = { ...facts, key: await publishPart(disk, place, { path: part.path, film: facts }) };
      await writeSidecar(disk, film, request.sidecar(film));
      await sweepPartsOf(disk, place);
      return film;
    } finally {
      // Last: a crash before leaves the whole part, from which the next attempt finishes without a download.
      await removePart(part);
    }
  } catch (error) {
    throw classifyDiskFailure(error);
  }
}
