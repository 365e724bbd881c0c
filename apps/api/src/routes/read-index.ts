import { z } from 'zod';
import type { App } from '../app-type.ts';

const LINKS = {
  storyboards: '/v1/storyboards',
  providers: '/v1/providers',
  docs: '/docs',
  openapi: '/openapi.json',
  queues: '/admin/queues',
  health: '/healthz',
  readiness: '/readyz',
  metrics: '/metrics',
} as const;

/** Adds GET /: links to all resources. */
export function readIndex(app: App): void {
  app.route({
    method: 'GET',
    url: '/',
    schema: {
      operationId: 'readIndex',
      tags: ['service'],
      summary: 'Links to all resources',
      response: { 200: z.object({ name: z.string(), links: z.record(z.string(), z.string()) }) },
    },
    handler: async () => ({ name: 'CineFlow', links: LINKS }),
  });
}
