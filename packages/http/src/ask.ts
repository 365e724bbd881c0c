import type { AgentPool } from './agent-pool.ts';
import type { Exchange } from './exchange.ts';
import { runExchange } from './run-exchange.ts';

export interface AskRequest {
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Timeout of the whole exchange, including connect and body. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Cap on the answer's body; default 1 MB. */
  maxBodyBytes?: number;
}

/** Sends one GET over a reused connection, if any. Retries are up to the caller. */
export async function ask(request: AskRequest, pool: AgentPool): Promise<Exchange> {
  const agent = pool.agentFor(new URL(request.url));
  return await runExchange({
    url: request.url,
    options: {
      method: 'GET',
      headers: {
        'user-agent': 'cineflow',
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...request.headers,
      },
      agent: { http: agent, https: agent as never },
    },
    timeoutMs: request.timeoutMs,
    signal: request.signal,
    maxBodyBytes: request.maxBodyBytes ?? 1_000_000,
    bytesWritten: (socketBytes) => socketBytes,
  });
}
