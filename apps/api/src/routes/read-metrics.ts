import { z } from 'zod';
import { WORKER_GONE_MS } from '@cineflow/limiter';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { viewMetrics, type LaneMetrics } from '../views/view-metrics.ts';
import { problemAnswers } from './problem-answers.ts';

/** Adds GET /metrics, for Prometheus. */
export function readMetrics(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/metrics',
    schema: {
      operationId: 'readMetrics',
      tags: ['service'],
      summary: 'Metrics for alarms, in the text format of Prometheus',
      description: 'Unknown values are left out while the book or Redis is away.',
      response: {
        200: { description: 'Gauges', content: { 'text/plain': { schema: z.string() } } },
        ...problemAnswers(503),
      },
    },
    handler: async (_request, reply) => {
      const isRedisUp = (await context.redis.ask(async () => context.checkRedis().then(() => true))) ?? false;
      const [lanes, book, seen, incidents] = await Promise.all([
        Promise.all([...context.providers.keys()].map((providerId) => measureLane(context, providerId))),
        context.book.health(),
        context.redis.ask(() => context.workers.list()),
        context.book.operations.countIncidents({}).catch(() => null),
      ]);
      const workers = seen && seen.workers.filter(({ seenAt }) => seen.now - seenAt <= WORKER_GONE_MS).length;
      const text = viewMetrics({ lanes, book, isRedisUp, workers, incidents });
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
    },
  });
}

async function measureLane(context: Context, providerId: string): Promise<LaneMetrics> {
  const [stats, unconfirmed] = await Promise.all([
    context.redis.ask(() => context.lane(providerId).stats()),
    // The health of the book has the cause.
    context.book.attempts.countUnconfirmed({ providerId }).catch(() => null),
  ]);
  return { providerId, lane: stats, unconfirmed };
}
