import type { Book } from '@cineflow/book';
import { CollectError, markKey, type ClipStore } from '@cineflow/storage';

/**
 * Guards a store by its mark, the id of the book. An unmounted disk must not look like lost clips, which would be
 * paid again.
 * @throws CollectError `storage-unavailable` from `receive`, `hasRoom` and a failed `verify` while
 * the mark is missing or another one
 */
export function guardStoreIdentity(store: ClipStore, book: Pick<Book, 'identity'>): ClipStore {
  let bound: string | undefined;
  const check = async (): Promise<void> => {
    if (bound === undefined) {
      const { bookId, storeMark } = await book.identity.read({});
      bound = storeMark;
      if (bound === undefined) return refuseForeign(await store.findMark(), bookId);
    }
    if (await store.isMarked(bound)) return;
    throw new CollectError(
      'storage-unavailable',
      `This is not the folder, or bucket, the clips are in: it lacks the file ${markKey(bound)}`,
    );
  };
  const bind = async (): Promise<void> => {
    await check();
    if (bound !== undefined) return;
    const { bookId } = await book.identity.read({});
    // Marked first: a crash in between leaves a mark of this very book.
    const mark = await store.mark(bookId);
    refuseForeign(mark, bookId);
    bound = await book.identity.bindStore({ mark });
  };
  return {
    ...store,
    receive: async (request) => {
      await bind();
      return store.receive(request);
    },
    hasRoom: async (moreBytes) => {
      await check();
      return store.hasRoom(moreBytes);
    },
    verify: async (clip) => {
      const isGood = await store.verify(clip);
      if (!isGood) await check();
      return isGood;
    },
  };
}

function refuseForeign(mark: string | null, bookId: string): void {
  if (mark === null || mark === bookId) return;
  throw new CollectError('storage-unavailable', foreignStore(mark));
}

/** What is wrong with a store that carries the mark of another book, and what to do. */
export function foreignStore(mark: string): string {
  return (
    `The clip store belongs to another book (it holds the file ${markKey(mark)}). Use the book it belongs to, ` +
    `or another OUTPUT_DIR or bucket; to join it to this book on purpose, run: pnpm book restore`
  );
}
