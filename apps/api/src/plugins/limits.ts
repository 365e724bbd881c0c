import type { FastifyHttpOptions, RawServerDefault } from 'fastify';
import type { App } from '../app-type.ts';
import { admitLargeBodies } from './admit-large-bodies.ts';
import { endSlowBodies } from './end-slow-bodies.ts';
import { answerExpectations, letAnswersArrive } from './let-answers-arrive.ts';

/** Maximum size of a storyboard document. */
export const DOCUMENT_LIMIT_BYTES = 8 * 1024 * 1024;
const CONNECTIONS = 2_000;
/** A slow line needs minutes for a folder of pictures. */
export const UPLOAD_MS = 30 * 60 * 1000;

/**
 * Limits per client: bytes, time, connections. Fastify's defaults wait for slow bodies and silent connections for
 * ever.
 */
export const SERVER_LIMITS = {
  bodyLimit: 64 * 1024,
  // Of uploads; other bodies end earlier.
  requestTimeout: UPLOAD_MS,
  connectionTimeout: 30_000,
  handlerTimeout: 20_000,
  keepAliveTimeout: 10_000,
  maxRequestsPerSocket: 1_000,
  forceCloseConnections: 'idle',
  routerOptions: { maxParamLength: 200 },
  http: {
    headersTimeout: 10_000,
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: 16_384,
    // The site guard checks it instead, with a proper error.
    requireHostHeader: false,
  },
} as const satisfies FastifyHttpOptions<RawServerDefault>;

/** Limits of the server rather than of a route. */
export function limitConnections(app: App): void {
  app.server.maxConnections = CONNECTIONS;
  letAnswersArrive(app.server);
  answerExpectations(app.server);
  // One document of maximum size, or several medium ones.
  admitLargeBodies(app, DOCUMENT_LIMIT_BYTES);
  endSlowBodies(app);
}
