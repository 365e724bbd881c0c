import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /readyz: an order would be kept. */
export function readReadiness(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      operationId: 'readReadiness',
      tags: ['service'],
      summary: 'Redis takes a write, so orders can be accepted',
      response: { 200: z.object({ status: z.literal('ready') }), ...problemAnswers(503) },
    },
    handler: async () => {
      await context.checkRedis().catch((error: unknown) => {
        throw notReady('Redis does not take a write.', error);
      });
      return { status: 'ready' as const };
    },
  });
}
