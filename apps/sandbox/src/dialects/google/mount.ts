import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerBadGateway, sendAnswer } from '../../answer.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Sandbox } from '../../sandbox.ts';
import { invalid, problem, serverError, tooMany } from './answers.ts';

/** Codes of a failed operation. */
const INVALID_ARGUMENT = 3;
const INTERNAL = 13;

/** Mounts the routes of one dialect of Google below a path of its own. */
export function mountGoogle(
  app: FastifyInstance,
  sandbox: Sandbox,
  { prefix, routes }: { prefix: string; routes: (scope: FastifyInstance) => void },
): void {
  const { bill, closing } = sandbox;
  const mount = async (scope: FastifyInstance): Promise<void> => {
    scope.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
      const status = error.statusCode ?? 500;
      // A body that cannot be read never reaches the route that counts.
      if (status < 500 && request.method === 'POST') {
        bill.received++;
        sandbox.refuse('unreadable-request');
      }
      return sendAnswer(reply, status < 500 ? invalid('body') : serverError(), closing.signal);
    });
    routes(scope);
  };
  void app.register(mount, { prefix });
}

/** What a poll of an operation is answered, but for a fault. */
export function answerPoll(
  operation: Operation | undefined,
  { settings, faults }: Sandbox,
  { unknown, describe }: { unknown: Answer; describe: (operation: Operation) => Answer },
): Answer {
  if (operation?.request.model === undefined) return unknown;
  switch (faults.choose('poll', operation.request.prompt, operation.id)) {
    case 'poll-429':
      return tooMany(settings);
    case 'poll-500':
      return serverError();
    case 'poll-html':
      return answerBadGateway();
    case 'poll-not-found-once':
      return unknown;
    default:
      return describe(operation);
  }
}

/** A long-running operation of Veo; `response` is where its clip is told. */
export function describeVeo(
  name: string,
  { state, fault, pictureProblem }: Operation,
  response: object,
  kept: object,
): Answer {
  const body = (more: object): Answer => ({ kind: 'json', status: 200, body: { name, ...more } });
  if (state === 'completed') return body({ done: true, response });
  if (state !== 'failed') return body({});
  if (fault?.startsWith('content-failed') === true) return body({ done: true, response: kept });
  if (pictureProblem !== null) {
    return body({ done: true, error: { code: INVALID_ARGUMENT, message: pictureProblem } });
  }
  const error = {
    code: INTERNAL,
    ...(fault === 'render-failed-empty' ? {} : { message: 'The video was not made.' }),
  };
  return body({ done: true, error });
}

/** The address under which the client knows this server. */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}

/** The answer to a call that there is not. */
export const noSuchCall = (): Answer => problem(404, 'NOT_FOUND', 'Method not found.');
