import type { App } from '../app-type.ts';

/** Adds GET /openapi.json. */
export function readOpenApi(app: App): void {
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    return reply.type('application/json').send(JSON.stringify(app.swagger()));
  });
}
