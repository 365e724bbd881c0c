/** Proxies as HTTP_PROXY, HTTPS_PROXY and NO_PROXY name them. */
export interface ProxySettings {
  /** Proxy for http: URLs. */
  readonly http?: string | undefined;
  /** Proxy for https: URLs. */
  readonly https?: string | undefined;
  /** Hosts reached directly: `*`, `host`, `.domain`, `*.domain`, each with an optional `:port`. */
  readonly exceptHosts?: readonly string[] | undefined;
}
