import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerBadGateway, answerTooMany, fail, sendAnswer, succeed } from '../answer.ts';
import { hasKey } from '../check-key.ts';
import type { FaultOf } from '../faults/fault-table.ts';
import { describeTask } from '../operations/describe-task.ts';
import type { Operation } from '../operations/operation.ts';
import type { Sandbox } from '../sandbox.ts';

interface Params {
  readonly id: string;
}

const SPOILED: Record<FaultOf<'poll'>, (retryAfterSeconds: number) => Answer> = {
  'poll-429': (retryAfterSeconds) => answerTooMany(retryAfterSeconds),
  'poll-500': () => fail(500, '服务器内部错误'),
  'poll-html': () => answerBadGateway(),
  'poll-not-found-once': () => answerNotFound(),
};

/** `GET /v1/tasks/:id`: one poll; a finished operation comes with a link to its clip. */
export function routeReadOperation(app: FastifyInstance, sandbox: Sandbox): void {
  app.get<{ Params: Params }>('/v1/tasks/:id', async (request, reply) => {
    sandbox.bill.countAsked('polls');
    return sendAnswer(reply, poll(request, sandbox), sandbox.closing.signal);
  });
}

function poll(request: FastifyRequest<{ Params: Params }>, sandbox: Sandbox): Answer {
  const { settings, operations, faults } = sandbox;
  if (!hasKey(request, settings.apiKey)) return fail(401, 'API Key 无效');
  const operation = operations.find(request.params.id);
  if (operation === undefined) return answerNotFound();
  const fault = faults.choose('poll', operation.request.prompt, operation.id);
  if (fault !== undefined) return SPOILED[fault](settings.retryAfterSeconds);
  const task = describeTask(operation, Date.now(), settings);
  return succeed(
    operation.state === 'completed' ? { ...task, video_url: linkOf(request, operation, sandbox) } : task,
  );
}

/** The link leads to the address under which the client knows this server. */
function linkOf(request: FastifyRequest<{ Params: Params }>, operation: Operation, sandbox: Sandbox): string {
  const path = sandbox.links.issue(operation.id, sandbox.settings.linkTtlMs);
  return `${request.protocol}://${request.host}${path}`;
}

function answerNotFound(): Answer {
  return fail(404, '任务不存在');
}
