import type { Failure } from '@cineflow/contracts';
import type { Detail } from '../calls.ts';
import { all, type Steps } from '../sql/procedure.ts';

/** How many takes one transaction moves at most: more would hold up every create. */
export const AT_ONCE = 200;

/**
 * What is left to do after a decision was committed. retry: queue these takes once more, each only in the generation it
 * had then · free, fail: what became of the maker of a content concerns those that wait for it.
 */
export type Errand =
  | { kind: 'retry'; takes: [takeId: string, generation: number][]; detail: Detail }
  | { kind: 'free'; maker: string }
  | { kind: 'fail'; maker: string; failure: Failure };

/** Writes down what is left to do; the same errand twice is one. */
export function* addErrand(
  errand: Errand,
  { id, part = 0, storyboardId = null, now }: ErrandPlace,
): Steps<void> {
  yield* all(
    `insert into errands (id, part, storyboard_id, task, created_at) values (?, ?, ?, ?, ?) on conflict (id, part) do nothing`,
    id,
    part,
    storyboardId,
    JSON.stringify(errand),
    now,
  );
}

interface ErrandPlace {
  id: string;
  part?: number;
  storyboardId?: string | null;
  now: number;
}
