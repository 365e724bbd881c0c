import type { App } from '../app-type.ts';

const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** Own scripts only; both pages set inline styles and show small data images. */
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
/** The browser displays a clip in its own page, with its own styles. */
const CLIP = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Adds the security headers to every answer of a route. */
export function addSecurityHeaders(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(request.routeOptions.url));
  });
}

/** Headers that restrict a browser to displaying an answer of this route. */
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
