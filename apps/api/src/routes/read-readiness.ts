import { z } from 'zod';
import { WORKER_GONE_MS } from '@cineflow/limiter';
import type { FastifyRequest } from 'fastify';
import { defined } from '@cineflow/core';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { isOperator } from '../plugins/api-keys.ts';
import { isFromHere } from '../plugins/is-from-here.ts';
import { missingWorker } from '../storyboards/read-lane.ts';
import { isoTime } from '../views/iso-time.ts';
import { problemAnswers } from './problem-answers.ts';

const Readiness = z.object({
  status: z.literal('ready'),
  book: z
    .object({
      driver: z.enum(['sqlite', 'postgres']),
      ok: z.boolean(),
      sizeBytes: z.number().optional(),
      freeBytes: z.number().optional().describe('Free space on its disk, if known'),
      warnings: z.array(z.string()),
    })
    .describe('The database of orders, creates and payments'),
  warnings: z.array(z.string()).describe('Warnings of the book, and obstacles to sending takes'),
  workers: z
    .array(z.object({ id: z.string(), host: z.string(), version: z.string(), seenAt: z.iso.datetime() }))
    .optional()
    .describe('Running workers; for operators, or on this machine'),
});

const AWAY = 'Redis does not take a write: orders are kept, but nothing is sent before it does.';
const FOREIGN =
  'Redis belongs to another book: nothing is sent. Use one book for all processes, or another CINEFLOW_PREFIX.';
const RECOVERING =
  'Redis was started anew, lost data, or is new: nothing is sent before a worker has told it what the book knows.';

/** Adds GET /readyz: orders can be accepted. */
export function readReadiness(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      operationId: 'readReadiness',
      tags: ['service'],
      summary: 'The book is available, so orders can be accepted, even without Redis',
      response: { 200: Readiness, ...problemAnswers(503) },
    },
    handler: async (request) => {
      const { driver, ok, reason, sizeBytes, freeBytes, warnings } = await context.book.health();
      if (!ok) throw notReady(reason ?? 'The book does not answer.');
      const book = {
        driver,
        ok,
        ...defined({ sizeBytes, freeBytes }),
        warnings: [...warnings],
      };
      const all = [...warnings, ...(await warningsOfRedis(context))];
      return { status: 'ready' as const, book, warnings: all, ...(await workersFor(context, request)) };
    },
  });
}

/** Host names are shown to operators only. */
async function workersFor(context: Context, request: FastifyRequest) {
  if (!isFromHere(request) && !(await isOperator(context, request.headers.authorization))) return {};
  const said = await context.redis.ask(() => context.workers.list());
  if (said === null) return {};
  const atWork = said.workers.filter(({ seenAt }) => said.now - seenAt <= WORKER_GONE_MS);
  return { workers: atWork.map((worker) => ({ ...worker, seenAt: isoTime(worker.seenAt) })) };
}

async function warningsOfRedis({ redis, epochs, workers, book, ...context }: Context): Promise<string[]> {
  const { redisEpoch, bookId } = await book.identity.read({});
  const isWritten = await redis.ask(async () => context.checkRedis().then(() => true));
  if (isWritten) redis.wrote();
  const away = isWritten ? [] : [[AWAY, redis.cause()].filter((sentence) => sentence !== null).join(' ')];
  const said = await redis.ask(() => Promise.all([epochs.look(), context.readEviction(), workers.list()]));
  if (said === null) return away.length > 0 ? away : [AWAY];
  const [epoch, eviction, { now, workers: seen }] = said;
  const { noWorkerSince } = missingWorker(now, seen);
  return [
    ...away,
    ...(epoch.bookId !== null && epoch.bookId !== bookId ? [FOREIGN] : []),
    ...(epoch.recovering === null ? [] : [epoch.recovering]),
    ...(epoch.recovering !== null || (epoch.number === redisEpoch && epoch.bookId === bookId)
      ? []
      : [RECOVERING]),
    ...(noWorkerSince === undefined ? [] : [describeMissing(noWorkerSince)]),
    ...(eviction === null
      ? []
      : [`Redis throws keys away when it is full: set maxmemory-policy noeviction, not ${eviction}.`]),
  ];
}

function describeMissing(since: number | null): string {
  const when = since === null ? '' : ` since ${isoTime(since)}`;
  return `No worker is at work${when}: orders are kept, but nothing is sent, polled or fetched.`;
}
