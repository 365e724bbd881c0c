import * as contracts from '@cineflow/contracts';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import { tidyOpenApi } from './tidy-openapi.ts';

/** Schemas defined once in the document, under their own names. */
const NAMED = {
  Problem: contracts.Problem,
  FieldError: contracts.FieldError,
  Warning: contracts.Warning,
  Clip: contracts.Clip,
  Failure: contracts.Failure,
  TimelineEntry: contracts.TimelineEntry,
  Take: contracts.Take,
  TakeWithTimeline: contracts.TakeWithTimeline,
  Shot: contracts.Shot,
  Storyboard: contracts.Storyboard,
  StoryboardAccepted: contracts.StoryboardAccepted,
  StoryboardDocument: contracts.StoryboardDocument,
  StoryboardOptions: contracts.StoryboardOptions,
  Provider: contracts.Provider,
  Unconfirmed: contracts.Unconfirmed,
  Estimate: contracts.Estimate,
  Incident: contracts.Incident,
  Receipt: contracts.Receipt,
  Cancelled: contracts.Cancelled,
} as const;

// zod's registry holds the descriptions, so the names go there too.
for (const [id, schema] of Object.entries(NAMED)) z.globalRegistry.add(schema, { ...schema.meta(), id });

const ABOUT = `Order a storyboard, watch its takes, fetch the clips.

Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`; all faults of a document come
back at once. A take is paid for at most once: ordering the same content again brings the stored clip.`;

/** Describes all routes added later: OpenAPI 3.1 at /openapi.json, a page at /docs. */
export async function addOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'CineFlow 影流', version: '0.1.0', description: ABOUT, license: { name: 'MIT' } },
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description:
              'A key of the operator (`cf_…`); needed from the moment there is one. `read` < `order` < `admin`',
          },
        },
      },
      tags: [
        { name: 'storyboards', description: 'Order and watch' },
        { name: 'takes', description: 'Single takes and their clips' },
        { name: 'money', description: 'Unconfirmed creates, retries, receipts' },
        { name: 'providers', description: 'Paid accounts: capacity, breaker, queue' },
        { name: 'service', description: 'Health' },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => tidyOpenApi(jsonSchemaTransformObject(document)),
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'CineFlow 影流' },
    uiConfig: { docExpansion: 'list', deepLinking: true, defaultModelsExpandDepth: 0, layout: 'BaseLayout' },
  });
}
