import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendAnswer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import { sendClip } from '../../routes/download-clip.ts';
import type { Sandbox } from '../../sandbox.ts';
import { mountCreate } from '../receive-create.ts';
import { answerWrongKey, CREATES, fail, succeed } from './answers.ts';
import { describeVideo } from './describe-video.ts';
import { readForm } from './parse-video.ts';
import { type PollRequest, pollTask } from './poll-task.ts';

/** What relays list most; a create may name any model. */
const SOLD = [
  'wan2.6-t2v',
  'wan2.6-i2v',
  'grok-video-3',
  'veo3.1',
  'veo3.1-fast',
  'veo-3.1-fast-generate-001',
];
const MODELS = succeed({
  object: 'list',
  data: SOLD.map((id) => ({ id, object: 'model', owned_by: 'sandbox' })),
});

/**
 * `/v1/videos`: create by JSON or form, status, models of a key, and the clip behind the key. Shares the bill of all
 * dialects.
 */
export function routeOpenaiVideos(app: FastifyInstance, sandbox: Sandbox): void {
  void app.register((scope, _, done) => {
    scope.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer' },
      (request: FastifyRequest, body: Buffer) => readForm(body, request.headers['content-type'] ?? ''),
    );
    mountCreate(scope, '/v1/videos', { sandbox, dialect: CREATES });
    scope.get('/v1/models', (request, reply) => {
      sandbox.bill.countAsked('account');
      const answer = hasKey(request, sandbox.settings.apiKey) ? MODELS : answerWrongKey();
      return sendAnswer(reply, answer, sandbox.closing.signal);
    });
    scope.get('/v1/videos/:id', async (request: PollRequest, reply) => {
      sandbox.bill.countAsked('polls');
      const answer = pollTask(request, sandbox, (operation) =>
        describeVideo(operation, Date.now(), sandbox.settings),
      );
      return sendAnswer(reply, answer, sandbox.closing.signal);
    });
    scope.get('/v1/videos/:id/content', async (request: PollRequest, reply) => {
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
