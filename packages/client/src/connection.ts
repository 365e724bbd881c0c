import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the API is and how to speak to it. */
export interface Connection {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  /** Environment with the proxy variables. */
  readonly env?: Variables;
}

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Agents that keep connections, and go through the proxies of the environment. Never to this machine. */
export function createAgents({ baseUrl, env = {} }: Connection): { http: HttpAgent; https: HttpsAgent } {
  const isHere = LOOPBACK.test(new URL(baseUrl).hostname);
  const proxyEnv: Record<string, string> = {};
  for (const name of isHere ? [] : PROXIES) {
    const value = env[name] ?? env[name.toLowerCase()];
    if (value !== undefined && value !== '') proxyEnv[name] = value;
  }
  const options = { keepAlive: true, ...(Object.keys(proxyEnv).length > 0 ? { proxyEnv } : {}) };
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}
