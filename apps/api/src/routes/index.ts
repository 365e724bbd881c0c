import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { cancel } from './cancel.ts';
import { controlBreaker } from './control-breaker.ts';
import { createStoryboard } from './create-storyboard.ts';
import { holdStoryboardRoutes } from './hold-storyboard.ts';
import { listProviders } from './list-providers.ts';
import { listShots } from './list-shots.ts';
import { listUnconfirmed } from './list-unconfirmed.ts';
import { resolveUnconfirmed } from './resolve-unconfirmed.ts';
import { retry } from './retry.ts';
import { listStoryboards } from './list-storyboards.ts';
import { readFilm } from './read-film.ts';
import { readHealth } from './read-health.ts';
import { readIndex } from './read-index.ts';
import { readOpenApi } from './read-openapi.ts';
import { readMetrics } from './read-metrics.ts';
import { readPoster } from './read-poster.ts';
import { readReadiness } from './read-readiness.ts';
import { readReceipt } from './read-receipt.ts';
import { readStoryboardStatus } from './read-storyboard.ts';
import { readTake } from './read-take.ts';
import { setBudgetRoute } from './set-budget.ts';

/** Every route there is, in the order of the description. */
export function addRoutes(app: App, context: Context): void {
  createStoryboard(app, context);
  listStoryboards(app, context);
  readStoryboardStatus(app, context);
  listShots(app, context);
  readReceipt(app, context);
  setBudgetRoute(app, context);
  holdStoryboardRoutes(app, context);
  cancel(app, context);
  readTake(app, context);
  readFilm(app, context);
  readPoster(app, context);
  retry(app, context);
  listUnconfirmed(app, context);
  resolveUnconfirmed(app, context);
  listProviders(app, context);
  controlBreaker(app, context);
  readIndex(app);
  readHealth(app);
  readReadiness(app, context);
  readMetrics(app, context);
  readOpenApi(app);
}
