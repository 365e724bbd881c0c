import type { Warning } from '@cineflow/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keepInline } from '../assets/inline-pictures.ts';
import { readMultipart } from '../assets/read-multipart.ts';
import { readZip } from '../assets/read-zip.ts';
import { takeUploadTurn } from '../assets/upload-scope.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { readSent } from './read-sent.ts';

/** An order as it came, with its pictures kept. */
export interface Order {
  body: {
    /** The document, or `{storyboard, options}`; no data URI is left in it. */
    document: unknown;
    /** Equal for equal requests: the same pictures under the same paths. */
    identity: unknown;
  };
  /** SHA-256 of uploaded pictures by their path relative to the document; absent where none can come. */
  files?: ReadonlyMap<string, string>;
  /** Pictures of the caller that the document names. */
  assets: ReadonlySet<string>;
  warnings: readonly Warning[];
  /** The sent place of each shot, where they moved. */
  origins: readonly string[];
}

/**
 * Reads JSON, a table or a screenplay, a form with files, or a ZIP.
 * @throws ProblemError for what cannot be read; then nothing was ordered
 */
export async function readOrder(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Order> {
  const type = request.headers['content-type'] ?? '';
  const isForm = request.isMultipart?.() ?? false;
  if (/^image\//iu.test(type)) {
    const detail =
      'Send a storyboard as JSON, a table, a form or a ZIP; one picture goes to POST /v1/assets.';
    throw new ProblemError('unsupported-media-type', { detail });
  }
  if (!isForm && !/^application\/(?:x-)?zip/iu.test(type)) {
    const bytes = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
    const sent = await readSent({ bytes, mediaType: type });
    const { document, assets } = await keepInline(context, request.caller, sent.document);
    return { body: { document, identity: document }, assets, warnings: sent.notes, origins: sent.origins };
  }
  await takeUploadTurn(reply);
  const folder = isForm ? await readMultipart(context, request) : await readZip(context, request);
  // Whoever left does not learn what was ordered, and would order again.
  if (reply.raw.destroyed) throw notReady('The client left.');
  const { files, warnings, options, storyboard, origins } = folder;
  const given = options === undefined ? storyboard : { storyboard, options };
  const { document, assets } = await keepInline(context, request.caller, given);
  const paths = [...files].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const body = { document, identity: { document, files: paths } };
  return { body, files, assets: new Set([...assets, ...files.values()]), warnings, origins };
}
