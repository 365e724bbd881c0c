import type { Readable } from 'node:stream';
import { checkDownloadUrl, type OriginTrust } from './check-download-url.ts';
import { DownloadError } from './download-error.ts';
import { type OpenedDownload, openDownload } from './open-download.ts';
import type { ProxySettings } from './proxy-settings.ts';
import {
  type BodyPlace,
  readDownloadAnswer,
  type Resumption,
  toRangeHeaders,
} from './read-download-answer.ts';

export interface DownloadRequest extends OriginTrust {
  url: string;
  /** Bytes already there; resumed only together with the `validator` they came with. */
  offsetBytes?: number;
  validator?: string | undefined;
  /** Ends the download at any time, the body included. */
  signal: AbortSignal;
  /** For trusted origins only, such as the provider's key. */
  headers?: Readonly<Record<string, string>>;
  /** Until the headers of the answer; default 30,000. The body has no limit of its own. */
  headersTimeoutMs?: number;
}

/** A body under way. `offsetBytes` is its place in the whole: 0 where the server could not or would not resume. */
export interface Download extends BodyPlace {
  stream: Readable;
  status: number;
  contentType?: string;
}

const MAX_REDIRECTS = 3;

/**
 * Fetches from a URL somebody else chose. Without a proxy no byte goes to an address that is not public, unless its
 * origin is in `allowedPrivateOrigins`. Through a proxy only the proxy knows the address: then literal addresses
 * and local names are refused, and the rest is the proxy's duty. Redirects are followed up to three times, each
 * checked like the first URL. The length, speed and content of the body are the reader's to judge.
 * @throws DownloadError when no usable body begins
 */
export async function download(request: DownloadRequest, proxies?: ProxySettings): Promise<Download> {
  const asked: Resumption = { offsetBytes: request.offsetBytes ?? 0, validator: request.validator };
  const first = await followRedirects(request, proxies, toRangeHeaders(asked));
  const place = first.status === 416 ? null : readDownloadAnswer(first.status, first.headers, asked);
  if (place !== null && isUsable(first)) return toDownload(first, place);
  discard(first.stream);
  if (place !== null) throw refuse(first);

  const whole = await followRedirects(request, proxies, {});
  const start = readDownloadAnswer(whole.status, whole.headers, { offsetBytes: 0 });
  if (start !== null && isUsable(whole)) return toDownload(whole, start);
  discard(whole.stream);
  throw refuse(whole);
}

async function followRedirects(
  request: DownloadRequest,
  proxies: ProxySettings | undefined,
  rangeHeaders: Readonly<Record<string, string>>,
): Promise<OpenedDownload> {
  let url = checkDownloadUrl(request.url, request);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const opened = await openDownload({
      ...request,
      url,
      headers: { 'user-agent': 'cineflow', 'accept-encoding': 'identity', ...rangeHeaders },
      privateHeaders: request.headers ?? {},
      headersTimeoutMs: request.headersTimeoutMs ?? 30_000,
      proxies,
    });
    if (![301, 302, 303, 307, 308].includes(opened.status)) return opened;
    discard(opened.stream);
    const target = opened.headers['location'];
    if (target === undefined)
      throw new DownloadError('redirects', 'A redirect of the clip link leads nowhere');
    url = checkDownloadUrl(target, request, url);
  }
  throw new DownloadError('redirects', `The clip link was redirected more than ${MAX_REDIRECTS} times`);
}

function isUsable({ status, headers }: OpenedDownload): boolean {
  const encoding = headers['content-encoding'] ?? 'identity';
  return (status === 200 || status === 206) && encoding === 'identity';
}

function refuse({ status, headers }: OpenedDownload): DownloadError {
  if (status === 200 || status === 206) {
    return new DownloadError('encoded', `The clip came as ${headers['content-encoding'] ?? 'a wrong part'}`, {
      status,
    });
  }
  return new DownloadError('status', `The clip link answered HTTP ${status}`, { status });
}

function toDownload({ stream, status, headers }: OpenedDownload, place: BodyPlace): Download {
  const contentType = headers['content-type'];
  return { stream, status, ...place, ...(contentType === undefined ? {} : { contentType }) };
}

function discard(stream: Readable): void {
  stream.on('error', () => undefined).destroy();
}
