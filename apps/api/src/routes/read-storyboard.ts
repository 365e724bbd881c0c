import { Storyboard } from '@cineflow/contracts';
import { isFinal } from '@cineflow/core';
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
    schema: {
      operationId: 'readStoryboard',
      tags: ['storyboards'],
      summary: 'State, counts, cost, what it waits for, when it is expected',
      params: StoryboardPath,
      response: { 200: Storyboard, ...problemAnswers(400, 404, 503) },
    },
    handler: async ({ params: { id } }) => {
      const record = await findStoryboard(context, id);
      const facts = await createLaneReader(context)(record);
      const takes = record.finishedAt === undefined ? await context.ledger.storyboardTakes(id) : [];
      const open = takes.filter(({ state }) => !isFinal(state));
      return viewStoryboard({ record, takes: open, ...facts, settleMs: context.settings.submit.settleMs });
    },
  });
}
