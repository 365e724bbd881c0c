import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerBadGateway, sendAnswer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import type { Sandbox } from '../../sandbox.ts';
import { mountCreate } from '../receive-create.ts';
import * as answers from './answers.ts';
import { describeTask } from './describe-task.ts';
import { list, type ListQuery } from './list.ts';

/** Where the vendor has it, and where relays do. */
const PREFIXES = ['/api/v1', '/wan/api/v1'];

/** The dialect of Alibaba Cloud's DashScope, over the same bill, faults and operations. */
export function routeDashscope(app: FastifyInstance, sandbox: Sandbox): void {
  for (const prefix of PREFIXES) {
    void app.register(async (scope) => mount(scope, sandbox), { prefix });
  }
}

function mount(scope: FastifyInstance, sandbox: Sandbox): void {
  const { bill, closing } = sandbox;
  mountCreate(scope, '/services/aigc/video-generation/video-synthesis', {
    sandbox,
    dialect: answers.CREATES,
  });
  scope.get<{ Params: { id: string } }>('/tasks/:id', async (request, reply) => {
    bill.countAsked('polls');
    return sendAnswer(reply, poll(request, request.params.id, sandbox), closing.signal);
  });
  scope.get<{ Querystring: ListQuery }>('/tasks', async (request, reply) => {
    bill.countAsked('lists');
    const isKnown = hasKey(request, sandbox.settings.apiKey);
    return sendAnswer(
      reply,
      isKnown ? list(request.query, sandbox) : answers.answerWrongKey(),
      closing.signal,
    );
  });
}

function poll(request: FastifyRequest, id: string, sandbox: Sandbox): Answer {
  const { settings, operations, faults } = sandbox;
  if (!hasKey(request, settings.apiKey)) return answers.answerWrongKey();
  const operation = operations.find(id);
  if (operation?.request.model === undefined) return answerUnknown(id);
  switch (faults.choose('poll', operation.request.prompt, id)) {
    case 'poll-429':
      return answers.answerTooMany(settings);
    case 'poll-500':
      return answers.answerServerError();
    case 'poll-html':
      return answerBadGateway();
    case 'poll-not-found-once':
      return answerUnknown(id);
    default: {
      const { clockOffsetMs, linkTtlMs } = settings;
      // The link leads to the address under which the client knows this server.
      const origin = `${request.protocol}://${request.host}`;
      const link = operation.state === 'completed' ? origin + sandbox.links.issue(id, linkTtlMs) : '';
      return answers.answer(describeTask(operation, { now: Date.now(), clockOffsetMs }, link));
    }
  }
}

/** The state of an unknown task, or of one older than 24 hours. */
function answerUnknown(id: string): Answer {
  return answers.answer({ output: { task_id: id, task_status: 'UNKNOWN' } });
}
