import { Storyboard } from '@cineflow/contracts';
import { isFinal } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { findStoryboard } from '../storyboards/find-storyboard.ts';
import { createLaneReader } from '../storyboards/lane-reader.ts';
import { viewStoryboard } from '../views/view-storyboard.ts';
import { StoryboardPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /v1/storyboards/:id. */
export function readStoryboardStatus(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/storyboards/:id',
    config: { scope: 'read' },
    schema: {
      operationId: 'readStoryboard',
      tags: ['storyboards'],
      summary: 'State, counts, cost, what it waits for, when it is expected',
      params: StoryboardPath,
      response: { 200: Storyboard, ...problemAnswers(400, 404, 503) },
    },
    handler: async ({ params: { id }, caller }) => {
      const record = await findStoryboard(context, id, caller);
      const facts = await createLaneReader(context)(record);
      const takes = record.finishedAt === undefined ? await context.ledger.storyboardTakes(id) : [];
      const open = takes.filter(({ state }) => !isFinal(state));
      const { settleMs } = context.settings.submit;
      const places = await placesOf(context, record.provider, open);
      return viewStoryboard({ record, takes: open, ...facts, places, settleMs });
    },
  });
}

async function placesOf(context: Context, provider: string, takes: readonly TakeRecord[]): Promise<number[]> {
  const queued = takes.filter(({ state }) => state === 'queued').map(({ id }) => id);
  // The first and the last are enough, and cheap, however many there are.
  const ends = [...new Set([queued[0], queued.at(-1)])].filter((id) => id !== undefined);
  const places = await context.lane(provider).positions(ends);
  return places.filter((place) => place !== null).toSorted((a, b) => a - b);
}
