import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import { isPrivateAllowed, isTrusted, type OriginTrust } from './check-download-url.ts';
import { connectPublicly } from './connect-publicly.ts';
import { createSingleUseAgent } from './create-agent.ts';
import { DownloadError } from './download-error.ts';
import { flattenHeaders } from './flatten-headers.ts';
import { proxyFor } from './proxy-for.ts';
import type { ProxySettings } from './proxy-settings.ts';
import { redact } from './redact.ts';

export interface OpenedDownload {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** The body; connection errors are emitted on it. Must be read or destroyed. */
  stream: Readable;
}

export interface HopRequest extends OriginTrust {
  url: URL;
  /** For every origin. */
  headers: Readonly<Record<string, string>>;
  /** For trusted origins only. */
  privateHeaders: Readonly<Record<string, string>>;
  headersTimeoutMs: number;
  signal: AbortSignal;
  proxies: ProxySettings | undefined;
}

/**
 * Sends one GET and resolves with the response headers, whatever the status. @throws DownloadError `forbidden` or
 * `transport`
 */
export async function openDownload(request: HopRequest): Promise<OpenedDownload> {
  const { url } = request;
  const proxy = proxyFor(url, request.proxies);
  const guard = isPrivateAllowed(url, request) ? {} : { connect: connectPublicly(url.protocol === 'https:') };
  const { agent, [Symbol.dispose]: dispose } = createSingleUseAgent({
    protocol: url.protocol,
    proxy,
    ...guard,
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), request.headersTimeoutMs);
  // Without got: it adds nothing here, and its layers cost a fifth of the download time.
  const send = url.protocol === 'https:' ? https.request : http.request;
  const sent = send(url, {
    agent,
    headers: { ...request.headers, ...(isTrusted(url, request) ? request.privateHeaders : {}) },
    signal: AbortSignal.any([late.signal, request.signal]),
  });
  sent.once('close', dispose).end();
  try {
    const [stream] = (await once(sent, 'response')) as [http.IncomingMessage];
    // The body reports later errors.
    sent.on('error', () => undefined);
    return { status: stream.statusCode ?? 0, headers: flattenHeaders(stream.headers), stream };
  } catch (error) {
    sent.on('error', () => undefined).destroy();
    throw toDownloadError(error, late.signal.aborted ? request.headersTimeoutMs : undefined);
  } finally {
    clearTimeout(timer);
  }
}

function toDownloadError(error: unknown, lateMs: number | undefined): DownloadError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DownloadError) return cause;
  }
  if (lateMs !== undefined)
    return new DownloadError('transport', `No answer to a download within ${lateMs} ms`);
  const message = error instanceof Error ? error.message : String(error);
  return new DownloadError('transport', redact(message), { cause: error });
}
