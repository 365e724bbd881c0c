import { Asset, AssetPage } from '@cineflow/contracts';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import { findAsset } from '../assets/find-asset.ts';
import { ownerOf } from '../assets/keep-picture.ts';
import { viewAsset } from '../assets/view-asset.ts';
import type { Context } from '../context.ts';
import { AssetPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

const Page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Pictures per page'),
  cursor: z
    .string()
    .regex(/^\d{1,16}-[0-9a-f]{64}$/, { error: 'must be a nextCursor from an earlier answer' })
    .optional()
    .describe('`nextCursor` of the page before'),
});

/** Adds GET /v1/assets and /v1/assets/:id. */
export function readAssets(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/v1/assets',
    config: { scope: 'read' },
    schema: {
      operationId: 'listAssets',
      tags: ['assets'],
      summary: 'Pictures of this API key, newest first',
      querystring: Page,
      response: { 200: AssetPage, ...problemAnswers(400, 503) },
    },
    handler: async ({ query: { limit, cursor: before }, caller }) => {
      const { assets, ...next } = await context.book.assets.list({ owner: ownerOf(caller), limit, before });
      return { assets: assets.map(viewAsset), ...next };
    },
  });
  app.route({
    method: 'GET',
    url: '/v1/assets/:id',
    config: { scope: 'read' },
    schema: {
      operationId: 'readAsset',
      tags: ['assets'],
      summary: 'A picture: size, type, what a stitched one shows',
      params: AssetPath,
      response: { 200: Asset, ...problemAnswers(404, 503) },
    },
    handler: async (request) => viewAsset(await findAsset(context, request.caller, request.params.id)),
  });
}
