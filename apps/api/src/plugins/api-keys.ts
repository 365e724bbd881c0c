import { ApiScope, type ApiKey } from '@cineflow/contracts';
import { matchApiKey } from '@cineflow/ledger';
import type { FastifyRequest } from 'fastify';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { problemAnswers } from '../routes/problem-answers.ts';
import { addSiteGuard } from './site-guard.ts';

/** Who asks. Where there are no keys, everybody is the operator. */
export interface Caller {
  /** Name of the key; absent where none is needed. */
  name?: string;
  scope: ApiScope;
  budgetCents?: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** What a key has to be good for; a route under /v1 that does not say is the operator's. */
    scope?: ApiScope;
  }
}

const OPERATOR: Caller = { scope: 'admin' };
const GUARDED = /^\/v1\//;
const BEARER = /^Bearer +(\S+) *$/i;

/** Lets nobody without a key of the right scope reach a route under /v1, from the moment there is a key. */
export function addApiKeys(app: App, context: Pick<Context, 'keys' | 'settings'>): void {
  let wereKeys = false;
  addSiteGuard(app, context);
  app.decorateRequest('caller');
  app.addHook('onRoute', (route) => {
    if (!GUARDED.test(route.url)) return;
    const scope = route.config?.scope ?? 'admin';
    // Without keys nothing is asked for, hence the second, empty choice.
    const security = [{ apiKey: [scope] }, {}];
    const schema = route.schema ?? {};
    route.schema = {
      ...schema,
      security,
      response: { ...problemAnswers(401, 403), ...(schema.response as object) },
    };
  });
  app.addHook('onRequest', async (request, reply) => {
    request.caller = OPERATOR;
    if (!GUARDED.test(request.routeOptions.url ?? '')) return;
    const keys = await context.keys.current().catch((error: unknown) => {
      throw notReady('The API keys cannot be read at the moment.', error);
    });
    wereKeys ||= keys.length > 0;
    // A file of keys that is gone opens nothing to anybody.
    if (!wereKeys) return;
    reply.header('vary', 'authorization');
    request.caller = toCaller(keys, request);
    demand(request.caller, request.routeOptions.config.scope ?? 'admin');
  });
}

function toCaller(keys: readonly ApiKey[], { headers }: FastifyRequest): Caller {
  const given = BEARER.exec(headers.authorization ?? '')?.[1];
  const key = given === undefined ? null : matchApiKey(keys, given);
  if (key === null) {
    throw new ProblemError('unauthorized', {
      detail: given === undefined ? 'Send Authorization: Bearer cf_….' : 'This key is not known, or revoked.',
      headers: { 'www-authenticate': 'Bearer realm="CineFlow"' },
    });
  }
  const { name, scope, budgetCents } = key;
  return { name, scope, ...(budgetCents === undefined ? {} : { budgetCents }) };
}

function demand(caller: Caller, needed: ApiScope): void {
  const rank = (scope: ApiScope): number => ApiScope.options.indexOf(scope);
  if (rank(caller.scope) >= rank(needed)) return;
  throw new ProblemError('forbidden', {
    detail: `This needs a key of scope ${needed}; this one is of scope ${caller.scope}.`,
  });
}
