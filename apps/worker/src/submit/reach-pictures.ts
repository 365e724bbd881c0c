import { FRAME_SCHEME, type GenerationInput, type GenerationRequest } from '@cineflow/core';
import { ASSET_SCHEME, PictureGoneError } from '@cineflow/platform';
import type { CreateOutcome, Provider } from '@cineflow/providers';
import type { WorkerContext } from '../context.ts';
import { keepLastFrame } from './keep-last-frame.ts';

type Reaching = Pick<WorkerContext, 'pictures' | 'book' | 'store' | 'assets'>;

/**
 * The request as its provider can read it: pictures that we keep get an address, or come along as data. So does the
 * last frame of the shot before. Where that fails nothing was sent: a lost picture ends the take, anything else is
 * tried again.
 */
export async function reachPictures(
  context: Reaching,
  { provider, takeId, request }: { provider: Provider; takeId: string; request: GenerationRequest },
): Promise<GenerationRequest | CreateOutcome> {
  if (!request.inputs.some(({ url }) => isOurs(url))) return request;
  const startedAt = performance.now();
  const reach = async (input: GenerationInput): Promise<GenerationInput> => {
    const { url } = input;
    if (!isOurs(url)) return input;
    const sha256 = url.startsWith(FRAME_SCHEME)
      ? await keepLastFrame(context, takeId)
      : url.slice(ASSET_SCHEME.length);
    return { ...input, url: await context.pictures.addressFor(provider, sha256) };
  };
  try {
    return { ...request, inputs: await Promise.all(request.inputs.map(reach)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const evidence = { bytesWritten: 0, elapsedMs: Math.round(performance.now() - startedAt) };
    if (error instanceof PictureGoneError) return { kind: 'refused', refusal: 'invalid', message, evidence };
    return {
      kind: 'not-sent',
      message: `a picture cannot be read: ${message}`,
      ownFault: true,
      evidence,
    };
  }
}

function isOurs(url: string): boolean {
  return url.startsWith(ASSET_SCHEME) || url.startsWith(FRAME_SCHEME);
}
