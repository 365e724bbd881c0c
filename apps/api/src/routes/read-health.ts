import { z } from 'zod';
import type { App } from '../app-type.ts';

/** Adds GET /healthz: the process lives, whatever Redis does. */
export function readHealth(app: App): void {
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: {
      operationId: 'readHealth',
      tags: ['service'],
      summary: 'This process lives',
      response: { 200: z.object({ status: z.literal('ok') }) },
    },
    handler: async () => ({ status: 'ok' as const }),
  });
}
