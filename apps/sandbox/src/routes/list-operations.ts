import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Answer,
  answerBadGateway,
  answerTooMany,
  cutInHalf,
  fail,
  sendAnswer,
  succeed,
} from '../answer.ts';
import { hasKey } from '../check-key.ts';
import { describeTask, readShare, readStatus } from '../operations/describe-task.ts';
import type { Operation } from '../operations/operation.ts';
import type { Sandbox } from '../sandbox.ts';

type Query = Readonly<Record<'page' | 'page_size' | 'status', string | undefined>>;

const DEFAULT_SIZE = 20;
const MAX_SIZE = 100;
/** Rows that slip through where newer ones are removed between two pages. */
const SHIFTED_ROWS = 3;

/** `GET /v1/tasks?page=&page_size=&status=`: the operations, newest first; those younger than the lag are not in it yet. */
export function routeListOperations(app: FastifyInstance, sandbox: Sandbox): void {
  app.get<{ Querystring: Query }>('/v1/tasks', async (request, reply) => {
    sandbox.bill.countAsked('lists');
    return sendAnswer(reply, list(request, sandbox), sandbox.closing.signal);
  });
}

function list(request: FastifyRequest<{ Querystring: Query }>, sandbox: Sandbox): Answer {
  const { settings, operations, faults } = sandbox;
  if (!hasKey(request, settings.apiKey)) return fail(401, 'API Key 无效');
  const fault = faults.choose('list', '', '');
  if (fault === 'list-html') return answerBadGateway();
  if (fault === 'list-500') return fail(500, '服务器内部错误');
  if (fault === 'list-429') return answerTooMany(settings.retryAfterSeconds);
  const page = readCount(request.query.page, 1);
  const size = Math.min(MAX_SIZE, readCount(request.query.page_size, DEFAULT_SIZE));
  const now = Date.now();
  const found = findPage(operations.cameBy('sora-hk'), {
    page,
    size,
    status: request.query.status,
    now,
    lagMs: settings.listLagMs,
    shift: fault === 'list-shifted' && page > 1 ? SHIFTED_ROWS : 0,
  });
  const tasks = found.operations.map((operation) => describeTask(operation, now, settings));
  return spoil(fault, { list: tasks, total: found.total, page, page_size: size });
}

function spoil(
  fault: 'list-cut-json' | 'list-short' | 'list-shifted' | 'list-no-zone' | 'list-stale' | undefined,
  data: { readonly list: readonly Record<string, unknown>[]; readonly [key: string]: unknown },
): Answer {
  const { list } = data;
  switch (fault) {
    case 'list-cut-json':
      return cutInHalf(JSON.stringify({ code: 200, message: 'ok', data }));
    case 'list-short':
      return succeed({ ...data, list: list.filter((_, index) => index % 2 === 0) });
    case 'list-no-zone':
      return succeed({ ...data, list: list.map((task) => ({ ...task, created_at: localTime(task) })) });
    case 'list-stale':
      return succeed({
        ...data,
        list: list.map((task) => ({ ...task, status: 'processing', progress: 50 })),
      });
    case 'list-shifted':
    case undefined:
      return succeed(data);
  }
}

function localTime(task: Readonly<Record<string, unknown>>): string {
  return String(task['created_at']).replace(/[+-]\d{2}:\d{2}$/u, '');
}

function readCount(text: string | undefined, otherwise: number): number {
  const count = Number(text ?? otherwise);
  return Number.isInteger(count) && count >= 1 ? count : otherwise;
}

/** Cuts a page out of operations in order of acceptance without copying all of them. */
function findPage(
  operations: readonly Operation[],
  wanted: {
    readonly page: number;
    readonly size: number;
    readonly status: string | undefined;
    readonly now: number;
    readonly lagMs: number;
    readonly shift: number;
  },
): { operations: Operation[]; total: number } {
  const visible = operations.findLastIndex(({ acceptedAt }) => acceptedAt <= wanted.now - wanted.lagMs) + 1;
  const skip = (wanted.page - 1) * wanted.size + wanted.shift;
  if (wanted.status === undefined || wanted.status === '') {
    const end = Math.max(0, visible - skip);
    return { operations: operations.slice(Math.max(0, end - wanted.size), end).toReversed(), total: visible };
  }
  const matching = operations
    .slice(0, visible)
    .filter((operation) => readStatus(operation, readShare(operation, wanted.now)) === wanted.status)
    .toReversed();
  return { operations: matching.slice(skip, skip + wanted.size), total: matching.length };
}
