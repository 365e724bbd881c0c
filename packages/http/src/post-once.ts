import { createSingleUseAgent } from './create-agent.ts';
import type { Exchange } from './exchange.ts';
import { FencedError, fenceSocket, WriteFence } from './fence-socket.ts';
import { proxyFor } from './proxy-for.ts';
import type { ProxySettings } from './proxy-settings.ts';
import type { Sink } from './read-capped.ts';
import { runExchange } from './run-exchange.ts';

/** Request body: JSON, a form with files (`multipart/form-data`) or one of plain fields (`x-www-form-urlencoded`). */
export type PostBody = { json: unknown } | { form: FormData | URLSearchParams };

export type PostRequest = PostBody & {
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Timeout of the whole exchange, including connect and body. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Awaited while connecting; nothing is sent before it resolves, or if it rejects. */
  ready?: Promise<unknown> | undefined;
  /** Asked once, right before the first byte; false: write nothing. */
  mayWrite: () => boolean;
  /** Maximum size of the response body; default 1 MB. */
  maxBodyBytes?: number;
  /** Gets all of the answer's body as it comes, beyond the cap too. */
  sink?: Sink | undefined;
};

/**
 * Sends at most one POST on a fresh connection: no layer retries, redirects or reuses a connection. Network and
 * server errors never reject.
 * `bytesWritten: 0` in the exchange proves that the server got nothing.
 */
export async function postOnce(request: PostRequest, proxies?: ProxySettings): Promise<Exchange> {
  const url = new URL(request.url);
  const deadlineMs = performance.now() + request.timeoutMs;
  const fence = new WriteFence(
    () => performance.now() < deadlineMs && request.signal?.aborted !== true && request.mayWrite(),
  );
  // Handled from the start: an earlier connection failure must not leave an unhandled rejection.
  const ready = request.ready?.then(
    () => null,
    (cause: unknown) => new FencedError('It was called off while the connection was made.', { cause }),
  );
  using single = createSingleUseAgent({
    protocol: url.protocol,
    proxy: proxyFor(url, proxies),
    prepare: async (socket) => {
      const calledOff = await ready;
      if (calledOff) throw calledOff;
      fenceSocket(socket, fence);
    },
  });
  const { agent } = single;
  const { body, contentType } = await encodeBody(request);
  return await runExchange({
    url: request.url,
    options: {
      method: 'POST',
      body,
      headers: {
        'user-agent': 'cineflow',
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...request.headers,
        'content-type': contentType,
      },
      agent: { http: agent, https: agent as never },
    },
    timeoutMs: request.timeoutMs,
    signal: request.signal,
    maxBodyBytes: request.maxBodyBytes ?? 1_000_000,
    sink: request.sink,
    bytesWritten: () => fence.bytesWritten,
  });
}

/** Encodes the body in memory: its length is known up front, and nothing is read twice. */
async function encodeBody(request: PostBody): Promise<{ body: string | Buffer; contentType: string }> {
  if ('json' in request) return { body: JSON.stringify(request.json), contentType: 'application/json' };
  const encoded = new Response(request.form);
  const contentType = encoded.headers.get('content-type') ?? 'multipart/form-data';
  return { body: Buffer.from(await encoded.arrayBuffer()), contentType };
}
