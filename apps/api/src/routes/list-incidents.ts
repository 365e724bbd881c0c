import { IncidentList } from '@cineflow/contracts';
import { z } from 'zod';
import { defined } from '@cineflow/core';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { isoTime } from '../views/iso-time.ts';
import { problemAnswers } from './problem-answers.ts';

const Newest = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('Maximum number'),
});

/** Adds GET /v1/incidents. */
export function listIncidents(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/incidents',
    config: { scope: 'admin' },
    schema: {
      operationId: 'listIncidents',
      tags: ['money'],
      summary: 'Events that need attention: second operations, implausible costs, late finds; newest first',
      querystring: Newest,
      response: { 200: IncidentList, ...problemAnswers(400, 503) },
    },
    handler: async ({ query: { limit } }) => {
      const incidents = await context.book.operations.incidents({ limit });
      return {
        incidents: incidents.map(({ at, kind, takeId, providerId, operationId, detail }) => ({
          at: isoTime(at),
          kind,
          takeId,
          providerId,
          ...defined({ operationId }),
          detail,
        })),
      };
    },
  });
}
