import type { GenerationRequest } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import { post } from '../kit/account.ts';
import { classifyCreate } from '../kit/google/classify-create.ts';
import { fetchPictures, type Picture } from '../kit/google/pictures.ts';
import { readVeoName, toVeoBody } from '../kit/google/veo.ts';
import type { CreateContext, CreateOutcome } from '../spec.ts';
import { bearer, describeNoToken, type VertexAccount } from './account.ts';

/** Sends one create, or none if the fence refuses to write; reports what is known afterwards. */
export async function create(
  account: VertexAccount,
  request: GenerationRequest,
  context: CreateContext,
): Promise<CreateOutcome> {
  const { id, http, tokens, models, storageUri } = account;
  const startedAtMs = performance.now();
  const told = await tokens.get();
  if (told.kind === 'none') {
    const { message, evidence } = describeNoToken(told, tokens.secrets);
    return told.isRefused
      ? { kind: 'refused', refusal: 'auth', message, evidence }
      : { kind: 'not-sent', message, ownFault: false, evidence };
  }
  const pictures = await fetchPictures(http, request, context);
  if ('kind' in pictures) return pictures;
  const secrets = [told.token, ...tokens.secrets];
  const shown = { id, http, baseUrl: models, headers: bearer(told.token), secrets };
  // The whole create has one deadline: subtract the time spent on token and pictures.
  const timeoutMs = Math.max(1, context.timeoutMs - (performance.now() - startedAtMs));
  const json = toBody(request, pictures, storageUri);
  const path = `/${encodeURIComponent(request.model)}:predictLongRunning`;
  const exchange = await post(shown, path, { json, ...context, timeoutMs });
  if (exchange.status === 401) tokens.forget(told.token);
  return classify(exchange, secrets, request.model);
}

/** Maps a request to the wire; always states sound, because it is billed. */
export function toBody(
  request: GenerationRequest,
  pictures: readonly Picture[],
  storageUri: string | undefined,
) {
  const { audio, seed } = request;
  return toVeoBody(request, pictures, {
    generateAudio: audio ?? true,
    ...(seed === undefined ? {} : { seed }),
    ...(storageUri === undefined ? {} : { storageUri }),
  });
}

/** Classifies the answer to a create. Keeps the model beside the operation's name, because a poll needs it. */
export function classify(exchange: Exchange, secrets: readonly string[], model: string): CreateOutcome {
  return classifyCreate(exchange, secrets, (body) => {
    const name = readVeoName(body);
    return typeof name === 'string' ? { id: name, ref: { model } } : name;
  });
}
