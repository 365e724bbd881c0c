import { ProviderList } from '@cineflow/contracts';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { viewProvider } from '../views/view-provider.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /v1/providers. */
export function listProviders(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/providers',
    config: { scope: 'read' },
    schema: {
      operationId: 'listProviders',
      tags: ['providers'],
      summary: 'The enabled providers: capacity, breaker, queue, models',
      response: { 200: ProviderList, ...problemAnswers(503) },
    },
    handler: async () => {
      const providers = [...context.providers.values()].map(async (provider) =>
        viewProvider(provider, await context.lane(provider.id).stats()),
      );
      return { providers: await Promise.all(providers) };
    },
  });
}
