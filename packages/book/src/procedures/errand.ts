import type { Failure } from '@cineflow/contracts';
import type { Detail } from '../calls.ts';
import { insert, type Steps } from '../sql/procedure.ts';

/** Maximum takes per transaction: more would block every create. */
export const AT_ONCE = 100;

/**
 * Work left after a committed decision. retry: queue these takes again, each in the recorded generation only · free,
 * fail: the end of a maker affects its followers.
 */
export type Errand =
  | { kind: 'retry'; takes: [takeId: string, generation: number][]; detail: Detail }
  | { kind: 'free'; maker: string }
  | { kind: 'fail'; maker: string; failure: Failure };

/** Records an errand; equal errands are stored once. */
export function* addErrand(errand: Errand, { id, now }: { id: string; now: number }): Steps<void> {
  yield* addErrands([{ errand, storyboardId: null }], { id, now });
}

/** Records the parts of an errand. */
export function* addErrands(
  parts: readonly { errand: Errand; storyboardId: string | null }[],
  { id, now }: { id: string; now: number },
): Steps<void> {
  yield* insert(
    'errands (id, part, storyboard_id, task, created_at)',
    parts.map(({ errand, storyboardId }, part) => [id, part, storyboardId, JSON.stringify(errand), now]),
  );
}
