import { DownloadError, type HttpClient } from '@cineflow/http';
import type { CreateContext, CreateOutcome } from '../spec.ts';

/** No known relay takes a larger one. */
const MAX_PICTURE_BYTES = 20_000_000;

/** Fetches the pictures of a create, in order; see `fetchPicture`. */
export async function fetchPictures(
  http: HttpClient,
  urls: readonly string[],
  context: Pick<CreateContext, 'timeoutMs' | 'signal'>,
): Promise<readonly Blob[] | CreateOutcome> {
  const fetched = await Promise.all(urls.map((url) => fetchPicture(http, url, context)));
  return fetched.find((one) => 'kind' in one) ?? fetched.filter((one) => one instanceof Blob);
}

/** The picture inside a data URI; null for an address. */
function fromDataUri(url: string): Blob | null {
  const [, type, base64 = ''] = /^data:(image\/[\w.+-]+);base64,(.*)$/s.exec(url) ?? [];
  return type === undefined ? null : new Blob([Buffer.from(base64, 'base64')], { type });
}

/** Encodes a picture for JSON. */
export async function toBase64(picture: Blob): Promise<string> {
  return Buffer.from(await picture.arrayBuffer()).toString('base64');
}

/**
 * Fetches a picture whose bytes go into the create. Whatever fails here, nothing was sent to the provider. A missing
 * or invalid picture is refused; network trouble is retried.
 */
export async function fetchPicture(
  http: HttpClient,
  url: string,
  { timeoutMs, signal }: Pick<CreateContext, 'timeoutMs' | 'signal'>,
): Promise<Blob | CreateOutcome> {
  const startedAtMs = performance.now();
  const end = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const evidence = () => ({ bytesWritten: 0, elapsedMs: Math.round(performance.now() - startedAtMs) });
  const refuse = (message: string): CreateOutcome => ({
    kind: 'refused',
    refusal: 'invalid',
    message,
    evidence: evidence(),
  });
  const inline = fromDataUri(url);
  if (inline !== null) return inline;
  try {
    const { stream, contentType = '' } = await http.download({ url, signal: end });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_PICTURE_BYTES) return refuse(`The picture has more than ${MAX_PICTURE_BYTES} bytes`);
      chunks.push(chunk);
    }
    const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
    if (size === 0 || !type.startsWith('image/'))
      return refuse('What is at the address of the picture is no picture');
    return new Blob([Buffer.concat(chunks)], { type });
  } catch (error) {
    const status = error instanceof DownloadError ? (error.status ?? 0) : 0;
    if (status >= 400 && status < 500 && status !== 429)
      return refuse(`The picture cannot be fetched: HTTP ${status}`);
    const message = `The picture cannot be fetched: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'not-sent', message, ownFault: true, evidence: evidence() };
  }
}
