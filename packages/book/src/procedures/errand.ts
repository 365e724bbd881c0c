import type { Failure } from '@cineflow/contracts';
import type { Detail } from '../calls.ts';
import { all, type Steps } from '../sql/procedure.ts';

/** Maximum takes per transaction: more would block every create. */
export const AT_ONCE = 200;

/**
 * Work left after a committed decision. retry: queue these takes again, each in the recorded generation only · free,
 * fail: the end of a maker affects its followers.
 */
export type Errand =
  | { kind: 'retry'; takes: [takeId: string, generation: number][]; detail: Detail }
  | { kind: 'free'; maker: string }
  | { kind: 'fail'; maker: string; failure: Failure };

/** Records an errand; equal errands are stored once. */
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
