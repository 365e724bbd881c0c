import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { problemAnswers } from './problem-answers.ts';

const Readiness = z.object({
  status: z.literal('ready'),
  book: z
    .object({
      driver: z.enum(['sqlite', 'postgres']),
      ok: z.boolean(),
      sizeBytes: z.number().optional(),
      freeBytes: z.number().optional().describe('Room left on its disk, where that is known'),
      warnings: z.array(z.string()),
    })
    .describe('The database that knows what was ordered, sent and paid'),
  warnings: z.array(z.string()).describe('Those of the book, and what keeps takes from being sent'),
});

const AWAY = 'Redis does not take a write: orders are kept, but nothing is sent before it does.';
const RECOVERING =
  'Redis was started anew, lost data, or is new: nothing is sent before a worker has told it what the book knows.';

/** Adds GET /readyz: an order would be kept. */
export function readReadiness(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      operationId: 'readReadiness',
      tags: ['service'],
      summary: 'The book is there, so orders can be accepted; without Redis too',
      response: { 200: Readiness, ...problemAnswers(503) },
    },
    handler: async () => {
      const { driver, ok, reason, sizeBytes, freeBytes, warnings } = await context.book.health();
      if (!ok) throw notReady(reason ?? 'The book does not answer.');
      const book = {
        driver,
        ok,
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
        ...(freeBytes === undefined ? {} : { freeBytes }),
        warnings: [...warnings],
      };
      return { status: 'ready' as const, book, warnings: [...warnings, ...(await warningsOfRedis(context))] };
    },
  });
}

async function warningsOfRedis({ redis, epochs, book, ...context }: Context): Promise<string[]> {
  const { redisEpoch, bookId } = await book.identity.read({});
  const said = await redis.ask(async () => {
    await context.checkRedis();
    return Promise.all([epochs.look(), context.readEviction()]);
  });
  if (said === null) return [AWAY];
  const [epoch, eviction] = said;
  return [
    ...(epoch.number === redisEpoch && epoch.bookId === bookId ? [] : [RECOVERING]),
    ...(eviction === null
      ? []
      : [`Redis throws keys away when it is full: set maxmemory-policy noeviction, not ${eviction}.`]),
  ];
}
