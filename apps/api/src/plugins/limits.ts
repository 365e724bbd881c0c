import type { FastifyHttpOptions, RawServerDefault } from 'fastify';

/** Largest storyboard document. */
export const DOCUMENT_LIMIT_BYTES = 8 * 1024 * 1024;
const CONNECTIONS = 2_000;

/**
 * What one client may cost: bytes, time, connections. Fastify's own defaults wait for slow bodies and
 * silent connections for ever.
 */
export const serverLimits = {
  bodyLimit: 64 * 1024,
  requestTimeout: 30_000,
  connectionTimeout: 30_000,
  handlerTimeout: 20_000,
  keepAliveTimeout: 10_000,
  maxRequestsPerSocket: 1_000,
  forceCloseConnections: 'idle',
  routerOptions: { maxParamLength: 200 },
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16_384 },
} as const satisfies FastifyHttpOptions<RawServerDefault>;

/** Limits that belong to the server and not to a request. */
export function limitConnections(app: { server: { maxConnections: number } }): void {
  app.server.maxConnections = CONNECTIONS;
}
