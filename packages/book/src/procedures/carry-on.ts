import type { LineTake } from '@cineflow/core';
import { all, lock, one, type Moment, type Row, type Steps } from '../sql/procedure.ts';
import { failFollowers, freeFollowers } from './contents.ts';
import type { Errand } from './errand.ts';
import { lockTakes } from './move-take.ts';
import { queueAgain } from './retry.ts';
import { moved, text } from './rows.ts';

/** Carries out one part of an errand, the given or the oldest one. `isDone`: nothing was left. */
export function* carryOn(
  { id }: { id?: string },
  { now }: Moment,
): Steps<{ isDone: boolean; moved: LineTake[] }> {
  const own = id === undefined ? [] : [id];
  const where = id === undefined ? '' : 'where e.id = ?';
  const [row] = yield* lock(
    'e',
    `select e.* from errands e ${where} order by e.created_at, e.id, e.part limit 1`,
    ...own,
  );
  if (row === undefined) return { isDone: true, moved: [] };
  // If more is left, the errand is inserted again.
  yield* all(`delete from errands where id = ? and part = ?`, text(row.id), Number(row.part));
  return { isDone: false, moved: yield* moved(yield* doPart(row, now)) };
}

function* doPart(row: Row, now: number): Steps<string[]> {
  const errand = JSON.parse(text(row.task)) as Errand;
  switch (errand.kind) {
    case 'retry': {
      const generations = new Map(errand.takes);
      const takes = yield* lockTakes([...generations.keys()]);
      // A take that was retried since then belongs to a newer generation.
      const same = takes.filter(({ takeId, generation }) => generations.get(takeId) === generation);
      return yield* queueAgain(same, errand.detail, now);
    }
    case 'free':
      return yield* freeFollowers([errand.maker], now);
    case 'fail': {
      // If the maker was retried, its followers wait for it or make the content themselves.
      const maker = yield* one(`select state from takes where id = ?`, errand.maker);
      if (maker?.state !== 'failed') return yield* freeFollowers([errand.maker], now);
      return yield* failFollowers(errand.maker, errand.failure, now);
    }
  }
}
