import type { Failure } from '@cineflow/contracts';
import type { Detail } from '../calls.ts';
import { insert, type Steps } from '../sql/procedure.ts';

/** Maximum takes per transaction: more would block every create. */
export const AT_ONCE = 50;

/**
 * Work left after a committed decision. retry: queue these takes again, each in the recorded generation only · free,
 * fail: the end of a maker affects its followers.
 */
export type Errand =
  | { kind: 'retry'; takes: [takeId: string, generation: number][]; detail: Detail }
  | { kind: 'free'; maker: string }
  | { kind: 'fail'; maker: string; failure: Failure };

/** One part of an errand. */
interface Part {
  id: string;
  part?: number;
  storyboardId?: string;
  errand: Errand;
}

/** Records parts of errands; equal ones are stored once. */
export function* addErrands(parts: readonly Part[], now: number): Steps<void> {
  yield* insert(
    'errands (id, part, storyboard_id, task, created_at)',
    parts.map(({ id, part = 0, storyboardId = null, errand }) => [
      id,
      part,
      storyboardId,
      JSON.stringify(errand),
      now,
    ]),
  );
}
