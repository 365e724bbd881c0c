import { z } from 'zod';
import type { App } from '../app-type.ts';

/** Adds GET /healthz: the process runs, regardless of Redis. */
export function readHealth(app: App): void {
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: {
      operationId: 'readHealth',
      tags: ['service'],
      summary: 'This process runs',
      response: { 200: z.object({ status: z.literal('ok') }) },
    },
    handler: async () => ({ status: 'ok' as const }),
  });
}
