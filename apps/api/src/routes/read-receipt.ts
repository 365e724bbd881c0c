import { Receipt } from '@cineflow/contracts';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { receiptCsv } from '../money/receipt-csv.ts';
import { viewReceipt } from '../money/view-receipt.ts';
import { findStoryboard } from '../storyboards/find-storyboard.ts';
import { StoryboardPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

const Format = z.object({ format: z.enum(['json', 'csv']).default('json') });

/** Adds GET /v1/storyboards/:id/receipt. */
export function readReceipt(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/storyboards/:id/receipt',
    config: { scope: 'read' },
    schema: {
      operationId: 'readReceipt',
      tags: ['money'],
      summary: 'Its cost, take by take, with operations, files and their hashes',
      params: StoryboardPath,
      querystring: Format,
      response: {
        200: {
          description: 'The receipt',
          content: {
            'application/json': { schema: Receipt },
            'text/csv': { schema: z.string() },
          },
        },
        ...problemAnswers(400, 404, 503),
      },
    },
    handler: async ({ params: { id }, query: { format }, caller }, reply) => {
      const { book, money } = context;
      const storyboard = await findStoryboard(context, id, caller, { isRemovedToo: true });
      const [takes, purchases] = await Promise.all([
        book.storyboards.takes({ id, isRemovedToo: true }),
        book.operations.ofStoryboard({ id }),
      ]);
      const receipt = viewReceipt({ storyboard, takes, purchases, currency: money.currency });
      if (format === 'json') return reply.type('application/json; charset=utf-8').send(receipt);
      const name = `attachment; filename="receipt-${id}.csv"`;
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', name)
        .send(receiptCsv(receipt));
    },
  });
}
