import type { GenerationRequest } from '@cineflow/core';
import { post, type Account } from '../kit/account.ts';
import { fetchPicture } from '../kit/fetch-picture.ts';
import { classifyCreate } from '../kit/relay/classify-create.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';
import { toFields, toJson, urlOf } from './body.ts';
import type { Shape } from './settings.ts';

/** The request, and the form of its body. */
interface Asked {
  request: GenerationRequest;
  /** The built-in model whose wire form it takes. */
  like: string;
  shape: Shape;
}

/** Sends one create, or none if the fence refuses to write; reports what is known afterwards. */
export async function create(
  account: Account,
  { request, like, shape }: Asked,
  context: CreateContext,
): Promise<CreateOutcome> {
  const startedAtMs = performance.now();
  const body =
    shape === 'form' ? await toForm(account, request, context) : { json: toJson(request, shape, like) };
  if ('kind' in body) return body;
  // The whole create has one deadline: subtract the time spent fetching the picture.
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - startedAtMs));
  const exchange = await post(account, '/videos', { ...body, ...context, timeoutMs });
  return classifyCreate(exchange, account.secrets);
}

/** Form of a create, with its picture as a file, or the outcome of a create that sent nothing. */
async function toForm(
  { http }: Account,
  request: GenerationRequest,
  context: CreateContext,
): Promise<{ form: FormData } | CreateOutcome> {
  const form = new FormData();
  for (const [name, value] of Object.entries(toFields(request))) form.set(name, value);
  const url = urlOf(request, 'first-frame');
  if (url === undefined) return { form };
  const picture = await fetchPicture(http, url, context);
  if ('kind' in picture) return picture;
  form.set('input_reference', picture, `picture.${picture.type.slice('image/'.length)}`);
  return { form };
}
