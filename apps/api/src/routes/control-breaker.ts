import { BreakerCommand, Provider } from '@cineflow/contracts';
import type { LaneWord } from '@cineflow/ledger';
import type { Admission, Lane } from '@cineflow/limiter';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { noteStop } from '../storyboards/note-stop.ts';
import { viewProvider } from '../views/view-provider.ts';
import { ProviderPath } from './path-parameters.ts';
import { problemAnswers } from './problem-answers.ts';

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
      description: 'Takes effect at once and on all workers. What is in flight at the provider goes on.',
      params: ProviderPath,
      body: BreakerCommand,
      response: { 200: Provider, ...problemAnswers(400, 404, 415, 503) },
    },
    handler: async (request) => {
      const { id } = request.params;
      const provider = context.providers.get(id);
      if (provider === undefined) {
        throw new ProblemError('not-found', { detail: `There is no provider ${id}.` });
      }
      const lane = context.lane(id);
      const admission = await act(context, lane, { ...request.body, provider: id });
      request.log.warn({ provider: id, ...request.body }, 'breaker set by hand');
      await context.doorbell(id, admission);
      return viewProvider(provider, await lane.stats());
    },
  });
}

/** The journal knows of a stop before the lane does, and of an end of it after: a loss of Redis must start nothing. */
async function act(
  context: Context,
  lane: Lane,
  asked: BreakerCommand & { provider: string },
): Promise<Admission> {
  const word = wordOf(asked, context.settings.limiter.maximum);
  const note = async (): Promise<void> => {
    if (word === null) return;
    const at = await context.ledger.timeMs();
    await noteStop(context, [{ kind: 'lane', at, provider: asked.provider, word }]);
  };
  if (word?.kind !== 'opened') await note();
  const admission = await command(lane, asked);
  if (word?.kind === 'opened') await note();
  return admission;
}

function wordOf(asked: BreakerCommand, configured: number): LaneWord | null {
  if (asked.action === 'isolate') return { kind: 'isolated', note: asked.note ?? '' };
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
