import type { Detail } from '../calls.ts';
import { all, lock, type Moment, type Steps } from '../sql/procedure.ts';
import { freeFollowers, giveUpContents } from './contents.ts';
import type { Errand } from './errand.ts';
import { changeAll, lockTakes, moveTakes } from './move-take.ts';
import { moved, text } from './rows.ts';

/** Cancels takes: queued ones end; sent ones go on and are never sent again. */
export function* cancel({ takeIds, detail }: { takeIds: string[]; detail: Detail }, { now }: Moment) {
  const takes = yield* lockTakes(takeIds);
  const open = takes.filter(({ finishedAt }) => finishedAt === undefined);
  const changes = { follows: null, is_cancel_asked: 0 };
  const cancelled = yield* moveTakes(open, { event: 'cancel', now, detail, changes });
  const isCancelled = new Set(cancelled);
  yield* giveUpContents(open.filter(({ takeId }) => isCancelled.has(takeId)));
  const freed = yield* freeFollowers(cancelled, now);
  const goesOn = open.filter(({ takeId }) => !isCancelled.has(takeId));
  const asked = goesOn.filter(({ isCancelAsked }) => !isCancelAsked).map(({ takeId }) => takeId);
  yield* changeAll(asked, { is_cancel_asked: 1 });
  return {
    cancelled,
    goesOn: goesOn.map(({ takeId }) => takeId),
    final: takes.filter(({ finishedAt }) => finishedAt !== undefined).map(({ takeId }) => takeId),
    moved: yield* moved([...new Set([...cancelled, ...asked, ...freed])]),
  };
}

/** Drops retries of a storyboard that are not queued yet; those takes stay final. */
export function* dropRetries({ id, takeIds }: { id: string; takeIds?: string[] }): Steps<void> {
  const rows = yield* lock(
    'e',
    `select e.* from errands e where e.storyboard_id = ? order by e.id, e.part`,
    id,
  );
  const unwanted = takeIds && new Set(takeIds);
  for (const row of rows) {
    const errand = JSON.parse(text(row.task)) as Errand & { kind: 'retry' };
    const takes = unwanted ? errand.takes.filter(([takeId]) => !unwanted.has(takeId)) : [];
    const place = [text(row.id), Number(row.part)] as const;
    if (takes.length === 0) yield* all(`delete from errands where id = ? and part = ?`, ...place);
    else
      yield* all(
        `update errands set task = ? where id = ? and part = ?`,
        JSON.stringify({ ...errand, takes }),
        ...place,
      );
  }
}

/** Whether a storyboard has retries that are not queued yet. */
export function* hasRetries(storyboardId: string): Steps<boolean> {
  const rows = yield* all(`select 1 as found from errands where storyboard_id = ? limit 1`, storyboardId);
  return rows.length > 0;
}
