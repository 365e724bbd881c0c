/** Proxies as in HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export interface ProxySettings {
  /** Proxy for http: URLs. */
  readonly http?: string | undefined;
  /** Proxy for https: URLs. */
  readonly https?: string | undefined;
  /** Hosts without proxy: `*`, `host`, `.domain`, `*.domain`, each with an optional `:port`. */
  readonly exceptHosts?: readonly string[] | undefined;
}
