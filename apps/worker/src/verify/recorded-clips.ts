import { Clip } from '@cineflow/contracts';
import type { Book } from '@cineflow/book';
import type { ClipStore } from '@cineflow/storage';
import { defined } from '@cineflow/core';

const PAGE = 100;

/** All clips recorded in the book: of contents and of takes. */
export async function* clipsOfBook({ contents, storyboards }: Book): AsyncGenerator<Clip> {
  let after = '';
  do {
    const page = await contents.list({ after, limit: PAGE });
    yield* page.clips;
    after = page.cursor;
  } while (after !== '');
  let before: string | undefined;
  do {
    const page = await storyboards.list({ limit: PAGE, ...defined({ before }) });
    for (const { id } of page.storyboards) {
      const takes = await storyboards.takes({ id });
      yield* takes.flatMap(({ clip }) => clip ?? []);
    }
    before = page.nextCursor;
  } while (before !== undefined);
}

/** The clip described by a sidecar; null without a usable one. */
export async function clipOfSidecar(store: ClipStore, key: string): Promise<Clip | null> {
  const text = await store.readSidecar(key);
  try {
    const { clip } = JSON.parse(text ?? '{}') as { clip?: unknown };
    const parsed = Clip.safeParse(clip);
    return parsed.success && parsed.data.key === key ? parsed.data : null;
  } catch {
    return null;
  }
}
