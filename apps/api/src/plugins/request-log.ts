import type { App } from '../app-type.ts';

/** Routes polled every few seconds. */
const QUIET = /^\/(healthz|readyz|docs|admin)\b/;

/** Logs one line per answer; quiet routes at debug level only. */
export function addRequestLog(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const level = QUIET.test(route) && reply.statusCode < 500 ? 'debug' : 'info';
    const elapsedMs = Math.round(reply.elapsedTime);
    // The name of the key, never the key.
    const by = request.caller?.name;
    const who = by === undefined ? {} : { by };
    request.log[level](
      { method: request.method, route, status: reply.statusCode, elapsedMs, ...who },
      'answered',
    );
  });
}
