import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { FetchClip } from '../src/index.ts';

/** A plain HTTP fetch with Range and If-Range, as a worker would have it. */
export function fetchOverHttp(url: string): FetchClip {
  return async ({ offsetBytes, validator }, signal) => {
    const headers = {
      ...(offsetBytes > 0 && { range: `bytes=${offsetBytes}-` }),
      ...(validator !== undefined && { 'if-range': validator }),
    };
    const request = get(url, { headers, signal, agent: false });
    const [stream] = (await once(request, 'response')) as [IncomingMessage];
    // From here on the stream reports every failure; ignore the second report.
    request.on('error', () => undefined);
    const status = stream.statusCode ?? 0;
    if (status !== 200 && status !== 206) {
      stream.resume();
      throw Object.assign(new Error(`GET ${url} answered ${status}`), { status });
    }
    const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(stream.headers['content-range'] ?? '') ?? [];
    const length = total ?? stream.headers['content-length'];
    return {
      stream,
      offsetBytes: Number(first ?? 0),
      ...(length !== undefined && { totalBytes: Number(length) }),
      ...(stream.headers.etag !== undefined && { validator: stream.headers.etag }),
    };
  };
}
