import { createSingleUseAgent } from './create-agent.ts';
import type { Exchange } from './exchange.ts';
import { FencedError, fenceSocket, WriteFence } from './fence-socket.ts';
import { proxyFor } from './proxy-for.ts';
import type { ProxySettings } from './proxy-settings.ts';
import { runExchange } from './run-exchange.ts';

/** What is sent: JSON, or a form with files (`multipart/form-data`). */
export type PostBody = { json: unknown } | { form: FormData };

export type PostRequest = PostBody & {
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Whole exchange, connecting and reading the answer included. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** The connection is made meanwhile; nothing is sent before this resolves, or when it rejects. */
  ready?: Promise<unknown> | undefined;
  /** Asked once, in the tick in which the first byte would leave; false means: nothing is written. */
  mayWrite: () => boolean;
  /** Cap on the answer's body; default 1 MB. */
  maxBodyBytes?: number;
};

/**
 * Sends one POST on a fresh connection, or none: there is no second attempt in any layer, no redirect, no reuse of
 * a connection. `bytesWritten: 0` in the exchange proves that the server got nothing of the request.
 * Never rejects for what the network or the server does.
 */
export async function postOnce(request: PostRequest, proxies?: ProxySettings): Promise<Exchange> {
  const url = new URL(request.url);
  const deadlineMs = performance.now() + request.timeoutMs;
  const fence = new WriteFence(
    () => performance.now() < deadlineMs && request.signal?.aborted !== true && request.mayWrite(),
  );
  // Heard from the start on: a connection that fails first must not leave a rejection that nobody hears.
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
    bytesWritten: () => fence.bytesWritten,
  });
}

/** The whole body in memory: its length is known before the first byte, and nothing of it is read twice. */
async function encodeBody(request: PostBody): Promise<{ body: string | Buffer; contentType: string }> {
  if ('json' in request) return { body: JSON.stringify(request.json), contentType: 'application/json' };
  const encoded = new Response(request.form);
  const contentType = encoded.headers.get('content-type') ?? 'multipart/form-data';
  return { body: Buffer.from(await encoded.arrayBuffer()), contentType };
}
