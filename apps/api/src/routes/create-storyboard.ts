import { CreateStoryboard, StoryboardAccepted, StoryboardEstimate, type Warning } from '@cineflow/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { DOCUMENT_LIMIT_BYTES, UPLOAD_MS } from '../plugins/limits.ts';
import { preparePictures, withPictures } from '../assets/planned-pictures.ts';
import { acceptStoryboard } from '../storyboards/accept-storyboard.ts';
import { claimRequest } from '../idempotency/claim-request.ts';
import { readCreateRequest, type CreateRequest } from '../storyboards/read-create-request.ts';
import { readOrder } from '../storyboards/read-order.ts';
import { SENT_TYPES } from '../storyboards/read-sent.ts';
import { estimateStoryboard, priceStoryboard } from '../money/price-storyboard.ts';
import { IdempotencyHeaders } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';
import { customAlphabet } from 'nanoid';

const random = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12);

const EXAMPLE = {
  storyboard: {
    metadata: { project_name: '雨夜' },
    segments: [
      {
        segment_index: 1,
        prompt_text: '[小美] opens the door. “有人吗？”',
        asset: { characters: ['小美@xiaomei'], scene: '走廊' },
        duration_seconds: 10,
        resolution: 'vertical',
      },
    ],
  },
  options: { takes: 1 },
};

const DryRun = z.object({
  dryRun: z.unknown().optional().describe('`true`: return the estimated cost and order nothing'),
});
const SCOPE = 'POST /v1/storyboards';

/** Adds POST /v1/storyboards. */
export function createStoryboard(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/v1/storyboards',
    config: { scope: 'order' },
    bodyLimit: DOCUMENT_LIMIT_BYTES,
    handlerTimeout: UPLOAD_MS,
    // The schema is documentation; core validates the document and reports all errors at once.
    validatorCompiler: () => (body: unknown) => ({ value: body }),
    schema: {
      operationId: 'createStoryboard',
      tags: ['storyboards'],
      summary: 'Order every shot of a storyboard',
      description:
        'The body is the document itself, or `{storyboard, options}`; other shot lists are read as /convert does. It is checked as a whole before anything is ' +
        'spent: 422 lists every fault, 202 every value that was repaired (`warnings`). Content that was ordered before ' +
        'is not paid again. With an `Idempotency-Key` the very same request gets the same answer while the storyboard exists.',
      consumes: [...SENT_TYPES, 'multipart/form-data', 'application/zip'],
      headers: IdempotencyHeaders,
      body: CreateStoryboard.meta({ examples: [EXAMPLE] }),
      querystring: DryRun,
      response: {
        200: StoryboardEstimate.describe('With dryRun: nothing was ordered'),
        202: StoryboardAccepted,
        ...problemAnswers(400, 409, 413, 415, 422, 429, 503),
      },
    },
    handler: async (request, reply) => {
      const { providers, defaultProvider, settings } = context;
      const { takesPerShot } = settings;
      const today = new Date().toISOString().slice(0, 10);
      const id = newStoryboardId();
      const order = await readOrder(context, request, reply);
      const { files, assets, body, origins } = order;
      const given = { providers, defaultProvider, takesPerShot, today, id, files, assets, origins };
      const read = withWarnings(readCreateRequest(body.document, given), order.warnings);
      await preparePictures(context, request.caller, read.storyboard);
      const storyboard = withPictures(await priceStoryboard(context, read, request.caller));
      if (read.dryRun || isTrue(request.query.dryRun)) {
        return reply.code(200).send(await estimateStoryboard(context, storyboard));
      }
      const { headers, caller } = request;
      const keyed = { caller, headers, scope: SCOPE, body: body.identity, owner: storyboard.id };
      const claimed = await claimRequest(context, keyed);
      if (claimed.kind === 'replay') {
        reply.header('idempotent-replayed', 'true');
        return sendAccepted(reply, StoryboardAccepted.parse(claimed.answer));
      }
      const accepted = await acceptStoryboard(context, storyboard, claimed.claim);
      const { warnings } = accepted;
      request.log.info(
        { storyboard: accepted.id, takes: storyboard.takes.length, warnings: warnings.length },
        'storyboard accepted',
      );
      return sendAccepted(reply, accepted);
    },
  });
}

function withWarnings(read: CreateRequest, more: readonly Warning[]): CreateRequest {
  const { storyboard } = read;
  return { ...read, storyboard: { ...storyboard, warnings: [...more, ...storyboard.warnings] } };
}

function sendAccepted(reply: FastifyReply, accepted: StoryboardAccepted): FastifyReply {
  return reply.code(202).header('location', accepted.links.self).send(accepted);
}

/** The validator of this route does not parse query parameters. */
function isTrue(value: unknown): boolean {
  return value === 'true' || value === '' || value === true;
}

/** A new id, safe in addresses, keys and file names, even on case-insensitive systems. */
function newStoryboardId(): string {
  return `sb_${random()}`;
}
