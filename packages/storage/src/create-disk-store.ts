import { access, mkdir, realpath } from 'node:fs/promises';
import { CollectError } from './collect-error.ts';
import { parseKey } from './parse-key.ts';
import type { ClipStore } from './spec.ts';
import type { Disk } from './disk/disk.ts';
import { hasRoom } from './disk/has-room.ts';
import { listFilms } from './disk/list-films.ts';
import { holdsFilm } from './disk/publish-part.ts';
import { listSidecars } from './disk/list-sidecars.ts';
import { findDiskMark, isDiskMarked, markDisk } from './disk/mark-disk.ts';
import { addPoster, readPoster } from './disk/poster.ts';
import { readFilm } from './disk/read-film.ts';
import { receiveFilm } from './disk/receive-film.ts';
import { reuseFilm } from './disk/reuse-film.ts';
import { readSidecar } from './disk/sidecar.ts';
import { statFilm } from './disk/stat-film.ts';
import { sweepParts } from './disk/sweep-parts.ts';

export interface DiskStoreSettings {
  /** Made when it is missing. */
  rootDir: string;
  /** Free bytes below which no film is begun. */
  reserveBytes: number;
  /** After so many ms without a byte the part of another receiver counts as left behind; one minute when absent. */
  abandonedAfterMs?: number;
}

const ABANDONED_AFTER_MS = 60_000;

/** A film store in a directory; any number of processes may share it. Nothing is touched before the first call. */
export function createDiskStore(settings: DiskStoreSettings): ClipStore {
  let opened: Disk | undefined;
  const open = async (): Promise<Disk> => (opened ??= await openDisk(settings));
  return {
    receive: async (request) => receiveFilm(await open(), request),
    verify: async (film) => {
      parseKey(film.key);
      const disk = await open();
      return (await holdsFilm(disk, film)) || isGone(disk);
    },
    reuse: async (film, key, sidecar) => reuseFilm(await open(), film, { key, sidecar }),
    stat: async (key) => statFilm(await open(), key),
    read: async (key, range) => readFilm(await open(), key, range),
    link: async (key) => {
      parseKey(key);
      return null;
    },
    async *list() {
      yield* listFilms(await open());
    },
    readSidecar: async (key) => readSidecar(await open(), key),
    addPoster: async (film) => addPoster(await open(), film),
    poster: async (key) => readPoster(await open(), key),
    sweepParts: async (olderThanMs) => sweepParts(await open(), olderThanMs),
    sidecars: async function* sidecars() {
      yield* listSidecars(await open());
    },
    mark: async (name) => markDisk(await open(), name),
    findMark: async () => findDiskMark(await open()),
    isMarked: async (mark) => isDiskMarked(await open(), mark),
    hasRoom: async (moreBytes) => hasRoom(await open(), moreBytes),
  };
}

/** Makes the root where it is missing. */
export async function openDisk({
  rootDir,
  reserveBytes,
  abandonedAfterMs,
}: DiskStoreSettings): Promise<Disk> {
  await mkdir(rootDir, { recursive: true });
  return {
    root: await realpath(rootDir),
    reserveBytes,
    abandonedAfterMs: abandonedAfterMs ?? ABANDONED_AFTER_MS,
    writing: new Set(),
  };
}

/** False for a film that is missing in a folder that is there: only then is it lost. */
async function isGone({ root }: Disk): Promise<false> {
  await access(root).catch((error: unknown) => {
    throw new CollectError('storage-unavailable', 'The output folder cannot be reached', { cause: error });
  });
  return false;
}
