import type { App } from '../app-type.ts';

const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** Scripts of our own only; both pages set styles on elements, and show small images as data. */
const PAGE = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
/** A browser shows a clip in a page it makes itself, with its own styles. */
const CLIP = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Every answer of a route carries them. */
export function addSecurityHeaders(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(request.routeOptions.url));
  });
}

/** Headers that keep a browser from doing more with an answer of this route than show it. */
export function securityHeaders(route = ''): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': policyOf(route),
  };
}

function policyOf(route: string): string {
  if (route.startsWith('/docs') || route.startsWith('/admin/queues')) return PAGE;
  return route.endsWith('/video') ? CLIP : NOTHING;
}
