import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BookPlace } from './book-place.ts';
import { NO_DISK, useSmallDisk } from './small-disk.ts';

/** Far more than the book of a run needs. */
const DISK_BYTES = 256 * 1024 * 1024;

/** A book in a file, on a small disk if mounting is allowed. */
export async function setSqlite(directory: string): Promise<BookPlace> {
  const data = join(directory, 'data');
  const copy = join(directory, 'data-copy');
  const disk = await useSmallDisk(data, DISK_BYTES);
  const files = async (folder: string): Promise<string[]> =>
    (await readdir(folder)).filter((name) => name.includes('.sqlite'));
  const carry = async (from: string, to: string): Promise<void> => {
    await mkdir(to, { recursive: true });
    for (const name of await files(to)) await rm(join(to, name));
    for (const name of await files(from)) await cp(join(from, name), join(to, name));
  };
  return {
    env: { CINEFLOW_DATA_DIR: data },
    faults: disk === null ? {} : { fill: (ms) => disk.fill(ms) },
    undealt: NO_DISK,
    copy: () => carry(data, copy),
    rollBack: () => carry(copy, data),
    [Symbol.asyncDispose]: async () => disk?.[Symbol.asyncDispose](),
  };
}
