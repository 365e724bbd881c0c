import type { Book } from '@cineflow/book';
import type { LineTake } from '@cineflow/core';

/** Rows per step: few enough for other work in between. */
export const PAGE = 50;

/** Splits rows into pages. */
export function pagesOf<Row>(rows: readonly Row[]): Row[][] {
  const starts = Array.from({ length: Math.ceil(rows.length / PAGE) }, (_, page) => page * PAGE);
  return starts.map((start) => rows.slice(start, start + PAGE));
}

/** Redis rows of a storyboard's queued takes, page by page. */
export async function* queuedPages(
  { takes }: Pick<Book, 'takes'>,
  storyboardId: string,
): AsyncGenerator<LineTake[]> {
  let after = 0;
  for (;;) {
    const rows = await takes.queuedRows({ storyboardId, after, limit: PAGE });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.place;
  }
}
