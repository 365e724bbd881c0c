import type { Clip } from '@cineflow/contracts';
import type { ObjectStore } from '../objects/object-store.ts';
import { takeFrame } from './ffmpeg.ts';

/** Of a picture in full size. */
const MAX_BYTES = 30 * 1024 * 1024;
const PNG = ['-c:v', 'png'];
/** Seconds before the end; the sound of a clip may be longer than its pictures. */
const LOOKS = [
  { seconds: 0.25, filter: 'reverse' },
  { seconds: 3, filter: 'fps=4,reverse' },
];

/**
 * The last frame of a stored clip as PNG, in full size; null where it has none.
 * @throws NoFfmpegError; ObjectNotFoundError when the clip is gone
 */
export async function lastFrame(objects: ObjectStore, clip: Clip): Promise<Buffer | null> {
  return objects.withFile(clip.key, async (path) => {
    for (const { seconds, filter } of LOOKS) {
      const seek = ['-sseof', `-${seconds}`];
      const frame = await takeFrame({ path, seek, filter, encode: PNG, maxBytes: MAX_BYTES });
      if (frame !== null) return frame;
    }
    return null;
  });
}
