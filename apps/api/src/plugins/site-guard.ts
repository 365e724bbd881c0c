import type { FastifyRequest } from 'fastify';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { ForeignSiteError } from './door-errors.ts';
import { hostNameOf, isOwnName } from './host-name.ts';
import { sendProblem } from './problem-details.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Protects an operator's browser from pages of other sites: their writes are refused.
 * Without an API key, so is every request under a foreign host name, which may be DNS rebinding.
 */
export function addSiteGuard(app: App, { keys, settings }: Pick<Context, 'keys' | 'settings'>): void {
  const hasKeys = async (): Promise<boolean> => {
    // Unreadable keys protect nothing.
    const known = await keys.current().catch(() => []);
    return known.length > 0;
  };
  app.addHook('onRequest', async (request, reply) => {
    const refusal =
      refuseHosts(request) ??
      refuseForeignWrite(request) ??
      (isSigned(request) || (await hasKeys()) ? null : refuseForeignName(request, settings.api.host));
    // Not thrown: some pages have their own error handler.
    return refusal === null ? undefined : sendProblem(refusal, request, reply);
  });
}

/** Signed links are for other hosts, and prove themselves. */
function isSigned({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === '/media/:sha256';
}

/** Exactly one Host is required (RFC 9112 §3.2). */
function refuseHosts({ raw }: FastifyRequest): ProblemError | null {
  const hosts = raw.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  // No browser speaks HTTP/1.0.
  if (hosts.length === 1 || (hosts.length === 0 && raw.httpVersion === '1.0')) return null;
  return new ProblemError('invalid-request', { detail: 'Send exactly one Host header field.' });
}

function refuseForeignWrite(request: FastifyRequest): ProblemError | null {
  if (!isForeignWrite(request)) return null;
  return new ForeignSiteError('A page of another site may not change anything here.');
}

/** Origin information that only browsers send. */
function isForeignWrite({ method, headers }: FastifyRequest): boolean {
  if (SAFE_METHODS.has(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = headers;
  if (origin === undefined) return false;
  const page = URL.parse(origin);
  return page === null || page.host === '' || page.host !== URL.parse(`${page.protocol}//${host}`)?.host;
}

function refuseForeignName({ headers }: FastifyRequest, configured: string): ProblemError | null {
  const { host, origin } = headers;
  if (host !== undefined && !isOwnName(hostNameOf(host), configured)) return foreignName(host, configured);
  if (origin === undefined || isOwnName(hostNameOf(URL.parse(origin)?.host), configured)) return null;
  return foreignName(origin, configured);
}

function foreignName(name: string, configured: string): ForeignSiteError {
  return new ForeignSiteError(
    `As long as there is no API key, only localhost, 127.0.0.1, [::1] and HOST=${configured} are answered, not ` +
      `${JSON.stringify(name.slice(0, 100))}. Make a key first: pnpm keys create.`,
  );
}
