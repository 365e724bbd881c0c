import { AgentPool } from './agent-pool.ts';
import { ask, type AskRequest } from './ask.ts';
import { download, type Download, type DownloadRequest } from './download.ts';
import type { Exchange } from './exchange.ts';
import { postOnce, type PostRequest } from './post-once.ts';
import type { ProxySettings } from './proxy-settings.ts';

/** Everything we do over HTTP as a client, behind one proxy setting. */
export interface HttpClient extends Disposable {
  /** See `postOnce`: one POST or none, the only way to send a paid create. */
  postOnce(request: PostRequest): Promise<Exchange>;
  /** See `ask`: one GET of something small. */
  ask(request: AskRequest): Promise<Exchange>;
  /** See `download`: a body from a URL somebody else chose. */
  download(request: DownloadRequest): Promise<Download>;
}

/** A client with a pool for its reads; disposing it ends the kept connections. */
export function createHttpClient(options: { proxy?: ProxySettings } = {}): HttpClient {
  const pool = new AgentPool(options.proxy);
  return {
    postOnce: (request) => postOnce(request, options.proxy),
    ask: (request) => ask(request, pool),
    download: (request) => download(request, options.proxy),
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}
