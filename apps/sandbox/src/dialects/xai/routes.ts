import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerBadGateway, cutInHalf, sendAnswer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import { readShare } from '../../operations/describe-task.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Sandbox } from '../../sandbox.ts';
import type { SandboxSettings } from '../../settings.ts';
import { type CreateDialect, mountCreate } from '../receive-create.ts';
import { MODELS, parseCreate } from './parse-create.ts';

/** A path of its own before that of the vendor: others have a `/v1/videos/:id` too. */
const PREFIX = '/xai/v1';

const json = (body: unknown, status = 200): Answer => ({ kind: 'json', status, body });
const problem = (status: number, code: string, error: string): Answer => json({ code, error }, status);
const wrongKey = (): Answer => problem(401, 'unauthenticated', 'Incorrect API key provided.');
const serverError = (status = 500): Answer => problem(status, 'internal', 'Internal server error');
const invalid = (what: string): Answer => problem(422, 'invalid', `${what} is not valid.`);

function tooMany({ retryAfterSeconds }: Pick<SandboxSettings, 'retryAfterSeconds'>): Answer {
  const body = { code: 'rate_limit', error: 'Too many requests' };
  const headers = retryAfterSeconds > 0 ? { 'retry-after': String(retryAfterSeconds) } : {};
  return { kind: 'json', status: 429, body, headers };
}

const CREATES: CreateDialect = {
  wire: 'xai',
  parse: parseCreate,
  invalid,
  refusals: {
    'refused-429': tooMany,
    'refused-503-no-channel': () => json({ error: { message: '当前分组下无可用渠道' } }, 503),
    'content-refusal': () => problem(400, 'invalid', 'Prompt rejected by content moderation.'),
    'invalid-parameter': () => invalid('duration'),
    'auth-401': wrongKey,
    'balance-1012': () => problem(403, 'permission', 'Your team has used all available credits.'),
  },
  accepted: ({ id }) => json({ request_id: id }),
  acceptances: {
    'accepted-500': () => serverError(200),
    'accepted-http-500': () => serverError(),
    'accepted-cut-json': ({ id }) => cutInHalf(JSON.stringify({ request_id: id })),
    'accepted-no-id': () => json({}),
    'accepted-no-data': () => json(null),
  },
};

/** The dialect of xAI, over the same bill, faults and operations. */
export function routeXai(app: FastifyInstance, sandbox: Sandbox): void {
  void app.register(async (scope) => mount(scope, sandbox), { prefix: PREFIX });
}

function mount(scope: FastifyInstance, sandbox: Sandbox): void {
  const { bill, closing } = sandbox;
  mountCreate(scope, '/videos/generations', { sandbox, dialect: CREATES });
  scope.get('/models', (request, reply) => {
    bill.countAsked('account');
    const data = MODELS.map((id) => ({ id, object: 'model', owned_by: 'sandbox' }));
    const answer = hasKey(request, sandbox.settings.apiKey) ? json({ object: 'list', data }) : wrongKey();
    return sendAnswer(reply, answer, closing.signal);
  });
  scope.get<{ Params: { id: string } }>('/videos/:id', async (request, reply) => {
    bill.countAsked('polls');
    return sendAnswer(reply, poll(request, request.params.id, sandbox), closing.signal);
  });
}

function poll(request: FastifyRequest, id: string, sandbox: Sandbox): Answer {
  const { settings, operations, faults } = sandbox;
  if (!hasKey(request, settings.apiKey)) return wrongKey();
  const operation = operations.find(id);
  if (operation?.request.model === undefined) return problem(404, 'not_found', 'Unknown request id.');
  switch (faults.choose('poll', operation.request.prompt, id)) {
    case 'poll-429':
      return tooMany(settings);
    case 'poll-500':
      return serverError();
    case 'poll-html':
      return answerBadGateway();
    case 'poll-not-found-once':
      return problem(404, 'not_found', 'Unknown request id.');
    default: {
      const origin = `${request.protocol}://${request.host}`;
      return describe(operation, () => origin + sandbox.links.issue(id, settings.linkTtlMs));
    }
  }
}

/** What moderation keeps back was made and stays charged. */
function describe(operation: Operation, linkOf: () => string): Answer {
  const { state, fault, request, pictureProblem } = operation;
  const { model, durationSeconds: duration } = request;
  if (state === 'completed') {
    const video = { url: linkOf(), duration, respect_moderation: true };
    return json({ status: 'done', progress: 100, video, model });
  }
  if (state === 'failed') {
    const isContent = fault?.startsWith('content-failed') === true;
    if (isContent) return json({ status: 'done', video: { duration, respect_moderation: false }, model });
    const error =
      pictureProblem === null
        ? { code: 'internal', message: 'The video could not be made.' }
        : { code: 'invalid_argument', message: pictureProblem };
    return json(fault === 'render-failed-empty' ? { status: 'failed' } : { status: 'failed', error });
  }
  if (fault === 'unknown-status') return json({ status: 'reviewing' });
  if (fault === 'progress-absent') return { kind: 'text', status: 202, type: 'application/json', body: '' };
  return json({ status: 'pending', progress: readShare(operation, Date.now()) }, 202);
}
