import { setTimeout as sleep } from 'node:timers/promises';
import { FINAL_TAKE_STATES, ProviderList, Storyboard } from '@cineflow/contracts';
import { getJson } from '../api-client.ts';
import { DemoError } from '../demo-error.ts';
import type { Catalogue } from '../locales/catalogue.ts';
import type { Screen } from '@cineflow/terminal';
import { renderProgress } from './render-progress.ts';
import { sumProgress } from './sum-progress.ts';

export interface Watching {
  apiUrl: string;
  storyboardIds: readonly string[];
  texts: Catalogue;
  screen: Screen;
  limitMs: number;
  /** @throws if one of our processes has ended */
  checkAlive: () => void;
}

const EVERY_MS = 400;

/** Shows the progress until every take is final. @throws DemoError after `limitMs` */
export async function watchProgress(watching: Watching): Promise<void> {
  const { apiUrl, storyboardIds, texts, screen, limitMs, checkAlive } = watching;
  const startedAt = performance.now();
  try {
    for (;;) {
      checkAlive();
      const [storyboards, { providers }] = await Promise.all([
        Promise.all(storyboardIds.map((id) => getJson(`${apiUrl}/v1/storyboards/${id}`, Storyboard))),
        getJson(`${apiUrl}/v1/providers`, ProviderList),
      ]);
      const elapsedMs = performance.now() - startedAt;
      const progress = sumProgress(storyboards, providers, { now: Date.now(), elapsedMs });
      screen.draw(renderProgress(progress, texts));
      if (storyboards.every(isDone)) return;
      if (elapsedMs > limitMs) throw new DemoError(texts.progress.tooLong(Math.round(limitMs / 1000)));
      await sleep(EVERY_MS);
    }
  } finally {
    screen.finish();
  }
}

function isDone({ counts, takes }: Storyboard): boolean {
  return FINAL_TAKE_STATES.reduce((sum, state) => sum + counts[state], 0) >= takes;
}
