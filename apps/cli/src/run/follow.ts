import { setTimeout as sleep } from 'node:timers/promises';
import type { Shot, Storyboard } from '@cineflow/contracts';
import { ApiProblem, ApiUnreachable, isFinal, nextLookMs } from '@cineflow/client';
import type { Session } from '../session.ts';
import { ClipFetcher } from './clip-fetcher.ts';
import { renderProgress } from './render-progress.ts';
import { type Standstill, StandstillWatch } from './standstill.ts';

/** Storyboards to be followed to their end. */
export interface Following {
  ids: readonly string[];
  /** Where clips go as they come; absent: none are fetched. */
  folder?: string | undefined;
}

export interface Followed {
  storyboards: readonly Storyboard[];
  shots: ReadonlyMap<string, readonly Shot[]>;
  /** Why it was left before its end: a person has to do something. */
  standstill?: Standstill;
  fetcher: ClipFetcher;
}

/** A restart of the API takes seconds; a longer absence needs a person. */
const PATIENCE_MS = 10 * 60_000;
const TTY_LOOK_MS = 1_000;

/** Shows the progress until all is final, or until only a person can help. */
export async function follow(session: Session, { ids, folder }: Following): Promise<Followed> {
  const { client } = session;
  const fetcher = new ClipFetcher(session, folder);
  const watch = new StandstillWatch(client);
  const screen = session.screen();
  const startedAt = performance.now();
  const draw = (storyboards: readonly Storyboard[]): void => {
    const elapsedMs = performance.now() - startedAt;
    screen.draw(renderProgress(session, { storyboards, elapsedMs, fetched: fetcher.fetched }));
  };
  try {
    for (;;) {
      const storyboards = await patiently(session, () => Promise.all(ids.map((id) => client.read(id))));
      for (const storyboard of storyboards) fetcher.look(storyboard);
      draw(storyboards);
      tellChanges(session, storyboards);
      const standstill = await patiently(session, () => watch.look(storyboards));
      if (standstill !== undefined || storyboards.every(isFinal)) {
        const shots = await fetchRest(session, storyboards, fetcher);
        draw(storyboards);
        return { storyboards, shots, fetcher, ...(standstill === undefined ? {} : { standstill }) };
      }
      await sleep(pauseMs(storyboards));
    }
  } finally {
    screen.finish();
  }
}

/** Waits for the downloads under way, and fetches what is missing. */
async function fetchRest(
  session: Session,
  storyboards: readonly Storyboard[],
  fetcher: ClipFetcher,
): Promise<Map<string, readonly Shot[]>> {
  await fetcher.finish();
  const shots = new Map<string, readonly Shot[]>();
  for (const storyboard of storyboards) {
    const all = await patiently(session, () => session.client.shots(storyboard.id));
    shots.set(storyboard.id, all);
    await fetcher.fetch(storyboard, all);
  }
  return shots;
}

function pauseMs(storyboards: readonly Storyboard[]): number {
  const open = storyboards.filter((one) => !isFinal(one));
  const soonest = Math.min(...open.map((one) => nextLookMs(one, Date.now())));
  return process.stdout.isTTY ? Math.min(TTY_LOOK_MS, soonest) : soonest;
}

/** Asks again while the API is away; the work goes on without it. */
async function patiently<Value>(session: Session, ask: () => Promise<Value>): Promise<Value> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let isTold = false; ; isTold = true) {
    try {
      return await ask();
    } catch (error) {
      const isAway =
        (error instanceof ApiUnreachable && error.kind !== 'foreign') ||
        (error instanceof ApiProblem && error.status === 503);
      if (!isAway || performance.now() > deadline) throw error;
      if (!isTold) session.warn(session.texts.run.apiAway);
      await sleep(TTY_LOOK_MS * 2);
    }
  }
}

const told = new WeakMap<Session, Map<string, string>>();

function tellChanges(session: Session, storyboards: readonly Storyboard[]): void {
  const lasts = told.get(session) ?? new Map<string, string>();
  told.set(session, lasts);
  for (const { id, state, counts, waiting, eta, cost, progress } of storyboards) {
    const object = { type: 'progress', storyboardId: id, state, progress, counts, waiting, eta, cost };
    const text = JSON.stringify({ ...object, eta: undefined });
    if (lasts.get(id) === text) continue;
    lasts.set(id, text);
    session.emit(object);
  }
}
