import { createAgent, type NodeAgent } from './create-agent.ts';
import { proxyFor } from './proxy-for.ts';
import type { ProxySettings } from './proxy-settings.ts';

const IDLE_TIMEOUT_MS = 30_000;

/** Keep-alive connections for reads, one agent per protocol and proxy. */
export class AgentPool implements Disposable {
  readonly #agents = new Map<string, NodeAgent>();
  readonly #proxies: ProxySettings | undefined;

  constructor(proxies?: ProxySettings) {
    this.#proxies = proxies;
  }

  /** The agent for this URL. */
  agentFor(url: URL): NodeAgent {
    const proxy = proxyFor(url, this.#proxies);
    const name = `${url.protocol} ${proxy ?? 'direct'}`;
    const known = this.#agents.get(name);
    if (known) return known;
    const agent = createAgent(url.protocol, proxy, {
      keepAlive: true,
      maxFreeSockets: 16,
      timeout: IDLE_TIMEOUT_MS,
    });
    this.#agents.set(name, agent);
    return agent;
  }

  /** Closes the idle connections. */
  [Symbol.dispose](): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }
}
