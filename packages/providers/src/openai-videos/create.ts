import type { GenerationRequest } from '@cineflow/core';
import { post, type Account } from '../kit/account.ts';
import { fetchPicture } from '../kit/fetch-picture.ts';
import { classifyCreate } from '../kit/relay/classify-create.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';
import { toFields, toJson, urlOf } from './body.ts';
import type { Shape } from './settings.ts';

/** What is asked for, and in which way. */
interface Asked {
  request: GenerationRequest;
  /** The built-in model whose way it is. */
  like: string;
  shape: Shape;
}

/** Sends one create, or none when leave to write is refused, and says what is known of it afterwards. */
export async function create(
  account: Account,
  { request, like, shape }: Asked,
  context: CreateContext,
): Promise<CreateOutcome> {
  const startedAtMs = performance.now();
  const body =
    shape === 'form' ? await toForm(account, request, context) : { json: toJson(request, shape, like) };
  if ('kind' in body) return body;
  // What the picture took is gone: the whole create has one deadline.
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - startedAtMs));
  const exchange = await post(account, '/videos', { ...body, ...context, timeoutMs });
  return classifyCreate(exchange, account.secrets);
}

/** The form of a create, with the picture as a file where there is one; or why there is none. */
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
