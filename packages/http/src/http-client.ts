import { AgentPool } from './agent-pool.ts';
import { ask, type AskRequest } from './ask.ts';
import { download, type Download, type DownloadRequest } from './download.ts';
import type { Exchange } from './exchange.ts';
import { postOnce, type PostRequest } from './post-once.ts';
import type { ProxySettings } from './proxy-settings.ts';

/** All HTTP requests of a client, with one proxy setting. */
export interface HttpClient extends Disposable {
  /** See `postOnce`: at most one POST, the only way to send a paid create. */
  postOnce(request: PostRequest): Promise<Exchange>;
  /** See `ask`: one small GET. */
  ask(request: AskRequest): Promise<Exchange>;
  /** See `download`: a body from a foreign URL. */
  download(request: DownloadRequest): Promise<Download>;
}

/** Creates a client with a connection pool for reads; disposing it closes the pool. */
export function createHttpClient(options: { proxy?: ProxySettings } = {}): HttpClient {
  const pool = new AgentPool(options.proxy);
  return {
    postOnce: (request) => postOnce(request, options.proxy),
    ask: (request) => ask(request, pool),
    download: (request) => download(request, options.proxy),
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}
