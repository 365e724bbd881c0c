import { createHttpClient, DownloadError } from '@cineflow/http';
import type { Settings } from '@cineflow/settings';
import { ProblemError } from '../problems/problem-error.ts';
import { readPictureBytes } from './read-whole.ts';
import type { GivenPicture } from './keep-picture.ts';

const FETCH_MS = 60_000;

/**
 * Fetches a picture from a public address; private ones are refused, also behind a redirect.
 * @throws ProblemError `picture-refused`; PictureError `too-large`
 */
export async function fetchPicture({ settings }: { settings: Settings }, url: string): Promise<GivenPicture> {
  using http = createHttpClient({ proxy: settings.proxy });
  try {
    const { stream } = await http.download({ url, signal: AbortSignal.timeout(FETCH_MS) });
    const name = URL.parse(url)?.pathname.split('/').at(-1);
    return { bytes: await readPictureBytes(stream), ...(name ? { name } : {}) };
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    const status = error.status === undefined ? '' : ` (HTTP ${error.status})`;
    const detail = `The picture cannot be fetched${status}: ${error.message}`;
    throw new ProblemError('picture-refused', { detail, cause: error });
  }
}
