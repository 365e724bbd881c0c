import type { GenerationRequest, InputRole } from '@cineflow/core';
import type { HttpClient } from '@cineflow/http';
import type { CreateContext, CreateOutcome } from '../../spec.ts';
import { fetchPicture } from '../fetch-picture.ts';

/** A picture as Google takes it: bytes, not a URL. */
export interface Picture {
  role: InputRole;
  base64: string;
  mimeType: string;
}

/** Fetches every picture of a request, or returns the outcome of a create that sent nothing. */
export async function fetchPictures(
  http: HttpClient,
  { inputs }: Pick<GenerationRequest, 'inputs'>,
  context: Pick<CreateContext, 'timeoutMs' | 'signal'>,
): Promise<readonly Picture[] | CreateOutcome> {
  const pictures: Picture[] = [];
  for (const { role, url } of inputs) {
    const picture = await fetchPicture(http, url, context);
    if ('kind' in picture) return picture;
    const base64 = Buffer.from(await picture.arrayBuffer()).toString('base64');
    pictures.push({ role, base64, mimeType: picture.type });
  }
  return pictures;
}
