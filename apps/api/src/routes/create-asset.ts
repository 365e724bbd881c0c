import { Asset } from '@cineflow/contracts';
import { PictureError } from '@cineflow/media';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { App } from '../app-type.ts';
import { fetchPicture } from '../assets/fetch-picture.ts';
import { keepPicture, ownerOf, pictureProblem, type GivenPicture } from '../assets/keep-picture.ts';
import { brokenForm, partsOf } from '../assets/read-multipart.ts';
import { BrokenStreamError, readPictureBytes } from '../assets/read-whole.ts';
import { takeUploadTurn } from '../assets/upload-scope.ts';
import { viewAsset } from '../assets/view-asset.ts';
import type { Context } from '../context.ts';
import { UPLOAD_MS } from '../plugins/limits.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { problemAnswers } from './problem-answers.ts';

const ByAddress = z.strictObject({ url: z.string().describe('Public http(s) address of the picture') });

/** Adds POST /v1/assets; only inside `addUploads`. */
export function createAsset(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/v1/assets',
    config: { scope: 'order' },
    handlerTimeout: UPLOAD_MS,
    validatorCompiler: () => (body: unknown) => ({ value: body }),
    schema: {
      operationId: 'createAsset',
      tags: ['assets'],
      summary: 'Keep a picture for orders to come',
      description:
        'Send the bytes as `image/*`, a form with one file, or JSON `{"url": …}`. JPEG, PNG, WebP, AVIF and HEIC up to ' +
        '30 MB and 50 megapixels are turned upright and kept without metadata. The same bytes are kept once. Pictures ' +
        'that no storyboard uses are removed after 30 days.',
      consumes: ['application/json', 'multipart/form-data', 'image/*'],
      response: { 200: Asset, 201: Asset, ...problemAnswers(400, 413, 415, 422, 429, 503) },
    },
    handler: async (request, reply) => {
      await takeUploadTurn(reply);
      const given = await readGiven(context, request);
      const { book } = context;
      const kept = await keepPicture(context, request.caller, given).catch((error: unknown) => {
        throw error instanceof PictureError ? pictureProblem(error, given.name) : error;
      });
      const [asset = kept] = await book.assets.find({
        owner: ownerOf(request.caller),
        sha256s: [kept.sha256],
      });
      const isNew = asset.createdAt === asset.usedAt;
      return reply
        .code(isNew ? 201 : 200)
        .header('location', viewAsset(asset).links.self)
        .send(viewAsset(asset));
    },
  });
}

async function readGiven(context: Context, request: FastifyRequest): Promise<GivenPicture> {
  try {
    if (request.isMultipart()) return await readForm(request);
    const type = request.headers['content-type'] ?? '';
    if (/^image\//iu.test(type)) return { bytes: await readPictureBytes(request.body as Readable) };
    const { url } = ByAddress.parse(request.body, { error: () => 'must be {"url": "https://…"}' });
    return await fetchPicture(context, url);
  } catch (error) {
    if (error instanceof PictureError) throw pictureProblem(error);
    if (error instanceof BrokenStreamError) throw brokenForm(error);
    if (!(error instanceof z.ZodError)) throw error;
    const detail = 'Send the bytes of a picture as image/*, a form with a file, or {"url": "https://…"}.';
    throw new ProblemError('invalid-request', { detail });
  }
}

async function readForm(request: FastifyRequest): Promise<GivenPicture> {
  let given: GivenPicture | undefined;
  for await (const { fileName, stream } of partsOf(request)) {
    if (given === undefined && fileName) given = { bytes: await readPictureBytes(stream), name: fileName };
    else if (fileName) throw new ProblemError('upload-refused', { detail: 'Send one picture per request.' });
    else stream.resume();
  }
  if (given === undefined) throw new ProblemError('upload-refused', { detail: 'The form has no file.' });
  return given;
}
