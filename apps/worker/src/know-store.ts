import type { Ledger } from '@cineflow/ledger';
import { CollectError, markKey, type FilmStore } from '@cineflow/storage';

/**
 * The store, as long as it is the one the ledger knows by its mark. An empty folder in place of the one that holds the
 * films (a disk not mounted, another path) must not look as if they were lost: they would be paid for again.
 * `hasRoom` rejects, and so does `verify` where it would say no, with CollectError `disk-full` while the store is away.
 */
export function knowStore(store: FilmStore, ledger: Pick<Ledger, 'storeMark' | 'rememberStore'>): FilmStore {
  const check = async (): Promise<void> => {
    // Marked first: a crash in between leaves a mark nobody asks for, never a store that is taken for another.
    const mark = (await ledger.storeMark()) ?? (await ledger.rememberStore(await store.mark()));
    if (await store.isMarked(mark)) return;
    const message = `This is not the folder, or bucket, the films are in: it lacks the file ${markKey(mark)}`;
    throw new CollectError('disk-full', message);
  };
  return {
    ...store,
    hasRoom: async (moreBytes) => {
      await check();
      return store.hasRoom(moreBytes);
    },
    verify: async (film) => {
      const isGood = await store.verify(film);
      if (!isGood) await check();
      return isGood;
    },
  };
}
