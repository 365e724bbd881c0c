import type { WorkerContext } from '../context.ts';

/** All open takes of a provider in the book, with their versions. */
export async function openRowsOf({ book }: Pick<WorkerContext, 'book'>, providerId: string) {
  const rows: { takeId: string; version: number }[] = [];
  for (let after = ''; ;) {
    const page = await book.takes.openVersions({ providerId, after, limit: 500 });
    const last = page.at(-1);
    if (last === undefined) return rows;
    rows.push(...page);
    after = last.takeId;
  }
}
