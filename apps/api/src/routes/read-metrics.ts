import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { viewMetrics } from '../views/view-metrics.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /metrics, for Prometheus. */
export function readMetrics(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/metrics',
    schema: {
      operationId: 'readMetrics',
      tags: ['service'],
      summary: 'What an alarm can be set on, in the text format of Prometheus',
      response: {
        200: { description: 'Gauges', content: { 'text/plain': { schema: z.string() } } },
        ...problemAnswers(503),
      },
    },
    handler: async (_request, reply) => {
      const lanes = [...context.providers.keys()].map(async (provider) => {
        const [lane, unconfirmed] = await Promise.all([
          context.lane(provider).stats(),
          context.ledger.lane(provider).unconfirmed(),
        ]);
        return { provider, lane, unconfirmed: unconfirmed.length };
      });
      const text = viewMetrics(await Promise.all(lanes), await context.readDurability());
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
    },
  });
}
