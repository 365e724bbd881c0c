import { StoryboardPage } from '@cineflow/contracts';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../plugins/api-keys.ts';
import { createLaneReader } from '../storyboards/lane-reader.ts';
import { viewStoryboard } from '../views/view-storyboard.ts';
import { problemAnswers } from './problem-answers.ts';

const Page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Storyboards per page'),
  cursor: z
    .string()
    .regex(/^[\w-]{1,120}$/, { error: 'must be a nextCursor from an earlier answer' })
    .optional()
    .describe('`nextCursor` of the page before'),
});

/** Operators see all storyboards. */
function own({ scope, name }: Caller): { apiKeyName?: string } {
  return scope === 'admin' || name === undefined ? {} : { apiKeyName: name };
}

/** Adds GET /v1/storyboards. */
export function listStoryboards(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/storyboards',
    config: { scope: 'read' },
    schema: {
      operationId: 'listStoryboards',
      tags: ['storyboards'],
      summary: 'Storyboards, newest first',
      description: 'Reasons and times are derived from the counts; a single storyboard has exact ones.',
      querystring: Page,
      response: { 200: StoryboardPage, ...problemAnswers(400, 503) },
    },
    handler: async ({ query: { limit, cursor }, caller }) => {
      const before = cursor === undefined ? {} : { before: cursor };
      const page = await context.book.storyboards.list({ limit, ...before, ...own(caller) });
      const readLane = createLaneReader(context);
      const storyboards = page.storyboards.map(async (record) =>
        viewStoryboard({
          record,
          parts: await readLane(record),
          currency: context.money.currency,
          settleMs: context.settings.submit.settleMs,
        }),
      );
      const next = page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor };
      return { storyboards: await Promise.all(storyboards), ...next };
    },
  });
}
