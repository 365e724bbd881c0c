import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ClipOutput } from '@cineflow/core';
import { DownloadError, type HttpClient } from '@cineflow/http';
import type { Provider } from '@cineflow/providers';
import { CollectError, type FetchClip } from '@cineflow/storage';
import type { Bandwidth } from './bandwidth.ts';

/**
 * Downloads clips from a provider. Reaches private addresses only for a provider configured on one; sends the key to
 * its origins only.
 */
export function fetchClipFrom(
  { http, bandwidth }: { http: HttpClient; bandwidth: Bandwidth },
  provider: Pick<Provider, 'origins' | 'credentials'>,
  output: ClipOutput,
): FetchClip {
  if ('spool' in output) return ({ offsetBytes }) => readSpool(output.spool, offsetBytes);
  const { url, auth } = output;
  const allowedPrivateOrigins = provider.origins;
  return async (from, signal) => {
    const login = auth === 'provider' ? await loginTo(provider) : {};
    try {
      const incoming = await http.download({ url, ...from, ...login, signal, allowedPrivateOrigins });
      return { ...incoming, stream: bandwidth(incoming.stream, signal) };
    } catch (error) {
      // A link that is refused by rule stays refused: people must read why.
      if (!(error instanceof DownloadError) || error.status !== undefined) throw error;
      throw new CollectError('network', error.message, { cause: error });
    }
  };
}

async function loginTo(provider: Pick<Provider, 'origins' | 'credentials'>) {
  try {
    return { headers: await provider.credentials(), trustedOrigins: provider.origins };
  } catch (cause) {
    throw new CollectError('network', 'the provider gave no access to the clip', { cause });
  }
}

/** A clip that came with the answer of its create lies on the disk of this machine. */
async function readSpool(path: string, offsetBytes: number): ReturnType<FetchClip> {
  const { size: totalBytes } = await stat(path).catch((cause: unknown) => {
    throw new CollectError('link-dead', 'The clip that came with the answer is gone from this machine', {
      cause,
    });
  });
  return { stream: createReadStream(path, { start: offsetBytes }), offsetBytes, totalBytes };
}
