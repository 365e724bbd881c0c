import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import { sendClip } from '../../routes/download-clip.ts';
import type { Sandbox } from '../../sandbox.ts';
import { mountCreate } from '../receive-create.ts';
import { answerNotFound, answerPollFault, answerWrongKey, CREATES, fail, succeed } from './answers.ts';
import { describeVideo } from './describe-video.ts';
import { readForm } from './parse-video.ts';

interface Route {
  readonly Params: { readonly id: string };
}

const MODELS = succeed({
  object: 'list',
  data: [{ id: 'wan2.6-t2v', object: 'model', owned_by: 'sandbox' }],
});
const BIGGEST_FORM_BYTES = 32_000_000;

/** `/v1/videos`: create by JSON or form, status, the models of a key, and the clip behind the key, over the same bill as every dialect. */
export function routeOpenaiVideos(app: FastifyInstance, sandbox: Sandbox): void {
  void app.register((scope, _, done) => {
    scope.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: BIGGEST_FORM_BYTES },
      (request: FastifyRequest, body: Buffer) => readForm(body, request.headers['content-type'] ?? ''),
    );
    mountCreate(scope, '/v1/videos', { sandbox, dialect: CREATES });
    scope.get('/v1/models', (request, reply) => {
      sandbox.bill.countAsked('account');
      const answer = hasKey(request, sandbox.settings.apiKey) ? MODELS : answerWrongKey();
      return sendAnswer(reply, answer, sandbox.closing.signal);
    });
    scope.get<Route>('/v1/videos/:id', async (request, reply) => {
      sandbox.bill.countAsked('polls');
      return sendAnswer(reply, poll(request, sandbox), sandbox.closing.signal);
    });
    scope.get<Route>('/v1/videos/:id/content', async (request, reply) => {
      if (request.method === 'GET') sandbox.bill.downloads++;
      const operation = sandbox.operations.find(request.params.id);
      const { signal } = sandbox.closing;
      if (!hasKey(request, sandbox.settings.apiKey)) return sendAnswer(reply, answerWrongKey(), signal);
      if (operation === undefined) return sendAnswer(reply, fail(404, '', 'video not found'), signal);
      if (operation.state === 'completed') return sendClip(request, reply, operation, sandbox);
      return sendAnswer(reply, fail(400, '', 'video is not ready'), signal);
    });
    done();
  });
}

function poll(request: FastifyRequest<Route>, { settings, operations, faults }: Sandbox): Answer {
  if (!hasKey(request, settings.apiKey)) return answerWrongKey();
  const operation = operations.find(request.params.id);
  if (operation === undefined) return answerNotFound();
  const fault = faults.choose('poll', operation.request.prompt, operation.id);
  if (fault !== undefined) return answerPollFault(fault, settings);
  return succeed(describeVideo(operation, Date.now(), settings));
}
