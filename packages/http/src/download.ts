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
  /** Bytes already stored; resumed only with their `validator`. */
  offsetBytes?: number;
  validator?: string | undefined;
  /** Aborts the download at any time, including its body. */
  signal: AbortSignal;
  /** For trusted origins only, such as the provider's key. */
  headers?: Readonly<Record<string, string>>;
  /** Timeout of the response headers; default 30,000. The body has none. */
  headersTimeoutMs?: number;
}

/** A running download. `offsetBytes` is its position in the file: 0 if the server did not resume. */
export interface Download extends BodyPlace {
  stream: Readable;
  status: number;
  contentType?: string;
}

const MAX_REDIRECTS = 3;

/**
 * Downloads a foreign URL. Without a proxy only public addresses and `allowedPrivateOrigins` are reached. With a
 * proxy, literal addresses and local names are refused; the rest is up to the proxy.
 * Up to three redirects are followed, each checked like the first URL. The caller judges length, speed and content of
 * the body.
 * @throws DownloadError if no usable body starts
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
