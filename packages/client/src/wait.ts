import { setTimeout as sleep } from 'node:timers/promises';
import { FINAL_TAKE_STATES, type Storyboard } from '@cineflow/contracts';

/** A look costs the API little; people want to see a bar move. */
const SHORTEST_MS = 500;
const USUAL_MS = 2_000;
const LONGEST_MS = 15_000;
/** One look per this share of the time that is left. */
const LOOKS = 20;

/** True once every take is final. */
export function isFinal({ counts, takes }: Pick<Storyboard, 'counts' | 'takes'>): boolean {
  return FINAL_TAKE_STATES.reduce((sum, state) => sum + counts[state], 0) >= takes;
}

/** Time to the next look: short before the expected end, long where all wait for a later time. */
export function nextLookMs({ eta, waiting, counts }: Storyboard, now: number): number {
  const left = eta === undefined ? USUAL_MS * LOOKS : Date.parse(eta) - now;
  const usual = Math.max(SHORTEST_MS, Math.min(LONGEST_MS, left / LOOKS));
  const isIdle = counts.submitting + counts.rendering + counts.collecting === 0;
  const untils = waiting.map(({ until }) => (until === undefined ? 0 : Date.parse(until) - now));
  const soonest = untils.length === 0 ? 0 : Math.min(...untils);
  return isIdle && soonest > usual ? Math.min(LONGEST_MS, soonest) : usual;
}

export interface Waiting {
  read: (id: string) => Promise<Storyboard>;
  signal?: AbortSignal | undefined;
  /** Never longer between two looks, ms. */
  mostMs?: number;
}

/** The storyboard again and again, until all its takes are final. */
export async function* watchStoryboard(
  id: string,
  { read, signal, mostMs = LONGEST_MS }: Waiting,
): AsyncGenerator<Storyboard> {
  for (;;) {
    const storyboard = await read(id);
    yield storyboard;
    if (isFinal(storyboard)) return;
    const pauseMs = Math.min(mostMs, nextLookMs(storyboard, Date.now()));
    await sleep(pauseMs, undefined, signal === undefined ? {} : { signal });
  }
}
