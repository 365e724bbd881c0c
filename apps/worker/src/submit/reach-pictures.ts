import type { GenerationRequest } from '@cineflow/core';
import { ASSET_SCHEME, PictureGoneError, type Pictures } from '@cineflow/platform';
import type { CreateOutcome, Provider } from '@cineflow/providers';

/**
 * The request as its provider can read it: pictures that we keep get an address, or come along as data. Where that
 * fails nothing was sent: a lost picture ends the take, anything else is tried again.
 */
export async function reachPictures(
  pictures: Pictures,
  provider: Provider,
  request: GenerationRequest,
): Promise<GenerationRequest | CreateOutcome> {
  if (!request.inputs.some(({ url }) => url.startsWith(ASSET_SCHEME))) return request;
  const startedAt = performance.now();
  try {
    const inputs = await Promise.all(
      request.inputs.map(async (input) => {
        if (!input.url.startsWith(ASSET_SCHEME)) return input;
        const sha256 = input.url.slice(ASSET_SCHEME.length);
        return { ...input, url: await pictures.addressFor(provider, sha256) };
      }),
    );
    return { ...request, inputs };
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
