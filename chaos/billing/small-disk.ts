import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { mountSmallDisk } from '@cineflow/testkit';

/** A disk that can be filled. */
export interface SmallDisk extends AsyncDisposable {
  path: string;
  fill(ms: number): Promise<void>;
}

/** Why the disk is never filled. */
export const NO_DISK = 'no small disk may be mounted here (tmpfs needs root)';

/** Mounts a small disk; null without permission. */
export async function useSmallDisk(path: string, sizeBytes: number): Promise<SmallDisk | null> {
  const mounted = await mountSmallDisk(path, sizeBytes);
  if (mounted === null) return null;
  const filler = join(path, 'filler');
  return {
    path,
    fill: async (ms) => {
      await pipeline(Readable.from(endlessly()), createWriteStream(filler)).catch(() => undefined);
      await sleep(ms);
      await rm(filler, { force: true });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(mounted[Symbol.asyncDispose]()),
  };
}

function* endlessly(): Generator<Buffer> {
  // The last piece is small, so that almost nothing stays free.
  for (;;) yield Buffer.alloc(4096);
}
