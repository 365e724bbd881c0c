import type { ApiKeyRecord } from '@cineflow/book';
import { ApiScope } from '@cineflow/contracts';
import type { Settings } from '@cineflow/settings';
import type { FastifyRequest } from 'fastify';
import { defined } from '@cineflow/core';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { matchApiKey } from '../keys/api-key-secret.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { problemAnswers } from '../routes/problem-answers.ts';
import { refusalToBeOpen } from './refuse-to-be-open.ts';
import { addSiteGuard } from './site-guard.ts';

/** The caller. Without any keys, every caller is the operator. */
export interface Caller {
  /** Name of the key; absent if none is needed. */
  name?: string;
  scope: ApiScope;
  budgetMicros?: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** Required scope; a route under /v1 without one is for operators. */
    scope?: ApiScope;
  }
}

const OPERATOR: Caller = { scope: 'admin' };
const GUARDED = /^\/v1\//;
const BEARER = /^Bearer +(\S+) *$/i;

/** Requires a key of the right scope for routes under /v1, as soon as a key exists. */
export function addApiKeys(app: App, context: Pick<Context, 'keys' | 'settings'>): void {
  let wereKeys = false;
  addSiteGuard(app, context);
  app.decorateRequest('caller');
  app.addHook('onRoute', (route) => {
    if (!GUARDED.test(route.url)) return;
    const scope = route.config?.scope ?? 'admin';
    // Without any keys no authentication is needed, hence the empty alternative.
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
    const keys = await context.keys.current();
    wereKeys ||= keys.length > 0;
    // An empty book that replaces the known one must not open the API.
    if (!wereKeys) return demandClosed(context.settings.api);
    reply.header('vary', 'authorization');
    request.caller = toCaller(keys, request);
    demand(request.caller, request.routeOptions.config.scope ?? 'admin');
  });
}

/** True for a header with an operator's key. */
export async function isOperator({ keys }: Pick<Context, 'keys'>, authorization = ''): Promise<boolean> {
  const given = BEARER.exec(authorization)?.[1];
  return given !== undefined && matchApiKey(await keys.current(), given)?.scope === 'admin';
}

/** The keys were not readable at the start, so the API may be open to others without one. */
function demandClosed(api: Settings['api']): void {
  const refusal = refusalToBeOpen(api);
  if (refusal !== null) throw notReady(refusal);
}

function toCaller(keys: readonly ApiKeyRecord[], { headers }: FastifyRequest): Caller {
  const given = BEARER.exec(headers.authorization ?? '')?.[1];
  const key = given === undefined ? null : matchApiKey(keys, given);
  if (key === null) {
    throw new ProblemError('unauthorized', {
      detail: given === undefined ? 'Send Authorization: Bearer cf_….' : 'This key is not known, or revoked.',
      headers: { 'www-authenticate': 'Bearer realm="CineFlow"' },
    });
  }
  const { name, scope, budgetMicros } = key;
  return { name, scope, ...defined({ budgetMicros }) };
}

function demand(caller: Caller, needed: ApiScope): void {
  const rank = (scope: ApiScope): number => ApiScope.options.indexOf(scope);
  if (rank(caller.scope) >= rank(needed)) return;
  throw new ProblemError('forbidden', {
    detail: `This needs a key of scope ${needed}; this one is of scope ${caller.scope}.`,
  });
}
