import type { Clip } from '@cineflow/contracts';
import { InvalidKeyError } from '../errors.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { posterKey } from './clip-key.ts';
import { NoFfmpegError, takeFrame } from './ffmpeg.ts';
import { readBeside } from './sidecar.ts';

const MAX_POSTER_BYTES = 1024 * 1024;
const SMALL = "scale='min(640,iw)':-2";
const JPEG = ['-c:v', 'mjpeg', '-q:v', '4'];

/** Makes the poster of a stored clip; false without ffmpeg, or where it fails. */
export async function addPoster(objects: ObjectStore, clip: Clip): Promise<boolean> {
  const bytes = await objects.withFile(clip.key, (path) => makePoster(path, posterAt(clip)));
  if (bytes !== null) await objects.put(posterKey(clip.key), bytes, { beside: clip.key });
  return bytes !== null;
}

/** The JPEG beside a clip; null when there is none, or a symbolic link. */
export async function readPoster(objects: ObjectStore, key: string): Promise<Buffer | null> {
  return readBeside(objects, posterKey(key)).catch((error: unknown) => {
    if (error instanceof InvalidKeyError) return null;
    throw error;
  });
}

/** The second to show: the first frames are often black. */
function posterAt({ durationSeconds = 0 }: Clip): number {
  return durationSeconds / 3;
}

function makePoster(path: string, atSeconds: number): Promise<Buffer | null> {
  const seek = ['-ss', atSeconds.toFixed(3)];
  return takeFrame({ path, seek, filter: SMALL, encode: JPEG, maxBytes: MAX_POSTER_BYTES }).catch(
    (error: unknown) => {
      if (error instanceof NoFfmpegError) return null;
      throw error;
    },
  );
}
