import { BreakerCommand, Provider } from '@cineflow/contracts';
import type { Book } from '@cineflow/book';
import type { Admission, Lane } from '@cineflow/limiter';
import { redisOutage } from '@cineflow/queue';
import { limiterOf } from '@cineflow/settings';
import { defined } from '@cineflow/core';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { decidedBy } from '../decided-by.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { viewProvider } from '../views/view-provider.ts';
import { ProviderPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

type Decision = Parameters<Book['lanes']['decide']>[0]['decision'];

/** Adds POST /v1/providers/:id/breaker. */
export function controlBreaker(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/v1/providers/:id/breaker',
    config: { scope: 'admin' },
    schema: {
      operationId: 'controlBreaker',
      tags: ['providers'],
      summary: 'Trip, reset, isolate or reopen a provider, or set its maximum',
      description:
        'Takes effect at once and on all workers. What is in flight at the provider goes on. While Redis is away the ' +
        'answer is 503, but all except `trip` is kept and applied later.',
      params: ProviderPath,
      body: BreakerCommand,
      response: { 200: Provider, ...problemAnswers(400, 404, 415, 503) },
    },
    handler: async ({ params: { id }, body, caller, log }) => {
      const provider = context.providers.get(id);
      if (provider === undefined) {
        throw new ProblemError('not-found', { detail: `There is no provider ${id}.` });
      }
      const decision = decisionOf(body, limiterOf(context.settings, id).maximum);
      if (decision !== null) {
        const { by } = decidedBy(caller, body);
        await context.book.lanes.decide({ providerId: id, decision, ...defined({ by }) });
      }
      log.warn({ providerId: id, ...body }, 'breaker set by hand');
      return viewProvider(
        provider,
        await apply(context, { providerId: id, body, isKept: decision !== null }),
      );
    },
  });
}

interface Applied {
  providerId: string;
  body: BreakerCommand;
  /** Stored in the book: workers apply it later if Redis is away. */
  isKept: boolean;
}

async function apply(context: Context, { providerId, body, isKept }: Applied) {
  const lane = context.lane(providerId);
  try {
    const admission = await command(lane, body);
    // The command took effect; workers repeat a lost wake.
    await context.wake(providerId, admission).catch((error: unknown) => context.redis.failed(error));
    // Not in one round trip: a script that has to be loaded first would run after the query.
    return await lane.stats();
  } catch (error) {
    const outage = redisOutage(error);
    if (!isKept || outage === null) throw error;
    throw notReady(`${outage.cause} The command is kept, and is applied as soon as Redis takes it.`, error);
  }
}

/** The part of a command stored in the book. A trip is not stored: the breaker recovers from it by itself. */
function decisionOf(asked: BreakerCommand, configured: number): Decision | null {
  if (asked.action === 'isolate') return { kind: 'isolated', note: asked.note };
  if (asked.action === 'set-maximum') return { kind: 'maximum', maximum: asked.maximum, configured };
  return asked.action === 'trip' ? null : { kind: 'opened' };
}

function command(lane: Lane, body: BreakerCommand): Promise<Admission> {
  switch (body.action) {
    case 'trip':
      return lane.trip();
    case 'reset':
      return lane.reset();
    case 'isolate':
      return lane.isolate('manual', body.note);
    case 'reopen':
      return lane.reopen();
    case 'set-maximum':
      return lane.setMaximum(body.maximum);
  }
}
