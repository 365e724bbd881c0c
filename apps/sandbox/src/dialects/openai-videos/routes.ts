import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer, waitQuietly } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import { parseTags } from '../../faults/parse-tags.ts';
import { sendClip } from '../../routes/download-clip.ts';
import type { Sandbox } from '../../sandbox.ts';
import {
  answerAcceptance,
  answerInvalid,
  answerNoMoney,
  answerNotFound,
  answerPollFault,
  answerRefusal,
  answerTooMany,
  answerWrongKey,
  fail,
  succeed,
} from './answers.ts';
import { describeVideo } from './describe-video.ts';
import { parseVideo, readForm } from './parse-video.ts';

interface Route {
  readonly Params: { readonly id: string };
}

const BIGGEST_FORM_BYTES = 32_000_000;

/** `/v1/videos`: create by JSON or form, status, and the clip behind the key, over the same bill as every dialect. */
export function routeOpenaiVideos(app: FastifyInstance, sandbox: Sandbox): void {
  void app.register((scope, _, done) => {
    scope.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: BIGGEST_FORM_BYTES },
      (request: FastifyRequest, body: Buffer) => readForm(body, request.headers['content-type'] ?? ''),
    );
    // A body that cannot be read never reaches the route that counts.
    scope.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
      const status = error.statusCode ?? 400;
      if (request.method === 'POST') {
        sandbox.bill.received++;
        sandbox.refuse('unreadable-request');
      }
      return sendAnswer(reply, fail(status, 'invalid_request', error.message), sandbox.closing.signal);
    });
    scope.post('/v1/videos', async (request, reply) => {
      sandbox.bill.received++;
      return sendAnswer(reply, await create(request, sandbox), sandbox.closing.signal);
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

async function create(request: FastifyRequest, sandbox: Sandbox): Promise<Answer> {
  const { settings, faults, operations } = sandbox;
  const refuse = (reason: string, answer: Answer): Answer => {
    sandbox.refuse(reason);
    return answer;
  };
  if (!hasKey(request, settings.apiKey)) return refuse('wrong-key', answerWrongKey());
  const asked = parseVideo(request.body);
  if (typeof asked === 'string') return refuse('invalid-request', answerInvalid(asked));
  const [unknown] = parseTags(asked.prompt).unknown;
  if (unknown !== undefined) {
    return refuse('unknown-fault-tag', answerInvalid(`no fault "${unknown}" in this sandbox`));
  }
  const fault = faults.choose('create', asked.prompt, asked.prompt);
  const refusal = answerRefusal(fault, settings);
  if (refusal !== undefined) return refuse(fault ?? '', refusal);
  if (fault === 'accepted-late') await waitQuietly(settings.lateMs, sandbox.closing.signal);
  if (sandbox.closing.signal.aborted) return refuse('closing', { kind: 'reset' });
  if (settings.limit > 0 && operations.inFlight >= settings.limit) {
    return refuse('limit', answerTooMany(settings));
  }
  if (settings.balanceCents < sandbox.priceOf(asked)) return refuse('balance', answerNoMoney());
  const operation = await sandbox.accept(asked, request.id, fault ?? null);
  return answerAcceptance(fault, describeVideo(operation, operation.acceptedAt, settings), settings);
}

function poll(request: FastifyRequest<Route>, { settings, operations, faults }: Sandbox): Answer {
  if (!hasKey(request, settings.apiKey)) return answerWrongKey();
  const operation = operations.find(request.params.id);
  if (operation === undefined) return answerNotFound();
  const fault = faults.choose('poll', operation.request.prompt, operation.id);
  if (fault !== undefined) return answerPollFault(fault, settings);
  return succeed(describeVideo(operation, Date.now(), settings));
}
