import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import type { Operation } from '../../operations/operation.ts';
import { sendClip } from '../../routes/download-clip.ts';
import type { Sandbox } from '../../sandbox.ts';
import { json, notFound, problem, toDialect, wrongKey } from '../google/answers.ts';
import { answerPoll, describeVeo, mountGoogle, noSuchCall, originOf } from '../google/mount.ts';
import { parseOmni } from '../google/parse-omni.ts';
import { parseVeo } from '../google/parse-veo.ts';
import { receiveCreate } from '../receive-create.ts';

interface Params {
  readonly Params: Readonly<Record<'id' | 'call' | 'model' | 'file', string>>;
}

/** A path of its own before that of the vendor. */
const PREFIX = '/gemini/v1beta';
const MODELS = json({ models: [{ name: 'models/gemini-omni-1.1-flash' }] });
const OMNI = toDialect(
  parseOmni,
  ({ id }) => ({ id, status: 'in_progress', object: 'interaction' }),
  wrongKey,
);
const unknownInteraction = (): Answer => problem(400, 'INVALID_ARGUMENT', 'Invalid interaction name.');

/** The dialect of the Gemini API, over the same bill, faults and operations: Omni by interactions, and Veo. */
export function routeGemini(app: FastifyInstance, sandbox: Sandbox): void {
  mountGoogle(app, sandbox, { prefix: PREFIX, routes: (scope) => mount(scope, sandbox) });
}

function mount(scope: FastifyInstance, sandbox: Sandbox): void {
  const { bill, closing, operations, settings } = sandbox;
  scope.post('/interactions', async (request, reply) => {
    bill.received++;
    return sendAnswer(reply, await receiveCreate(request, sandbox, OMNI), closing.signal);
  });
  scope.post<Params>('/models/:call', async (request, reply) => {
    const [model = '', call] = request.params.call.split(':');
    if (call !== 'predictLongRunning') return sendAnswer(reply, noSuchCall(), closing.signal);
    bill.received++;
    const name = ({ id }: Operation) => ({ name: nameOf(model, id) });
    const dialect = toDialect((body) => parseVeo(model, body), name, wrongKey);
    return sendAnswer(reply, await receiveCreate(request, sandbox, dialect), closing.signal);
  });
  const ask = (path: string, answer: (request: FastifyRequest<Params>) => Answer): void => {
    scope.get<Params>(path, async (request, reply) => {
      bill.countAsked(path === '/models' ? 'account' : 'polls');
      const isKnown = hasKey(request, settings.apiKey);
      return sendAnswer(reply, isKnown ? answer(request) : wrongKey(), closing.signal);
    });
  };
  ask('/models', () => MODELS);
  ask('/interactions/:id', (request) =>
    answerPoll(operations.find(request.params.id), sandbox, {
      unknown: unknownInteraction(),
      describe: (operation) => describeOmni(operation, clipOf(request, operation)),
    }),
  );
  ask('/models/:model/operations/:id', (request) =>
    answerPoll(operations.find(request.params.id), sandbox, {
      unknown: notFound(),
      describe: (operation) => {
        const told = (more: object) => ({ generateVideoResponse: more });
        const uri = clipOf(request, operation);
        const made = told({ generatedSamples: [{ video: { uri } }] });
        const name = nameOf(request.params.model, operation.id);
        return describeVeo(name, operation, made, told({ raiMediaFilteredCount: 1 }));
      },
    }),
  );
  scope.get<Params>('/files/:file', async (request, reply) => {
    if (request.method === 'GET') bill.downloads++;
    if (!hasKey(request, settings.apiKey)) return sendAnswer(reply, wrongKey(), closing.signal);
    const operation = operations.find(request.params.file.split(':')[0] ?? '');
    const isMedia = (request.query as Record<string, unknown>)['alt'] === 'media';
    if (operation?.state === 'completed' && isMedia) return sendClip(request, reply, operation, sandbox);
    return sendAnswer(reply, notFound(), closing.signal);
  });
}

function nameOf(model: string, id: string): string {
  return `models/${model}/operations/${id}`;
}

/** Behind the key; without `alt=media`, which the client has to add, it is no clip. */
function clipOf(request: FastifyRequest, { id }: Operation): string {
  return `${originOf(request)}${PREFIX}/files/${id}:download`;
}

function describeOmni({ id, state, fault, request, pictureProblem }: Operation, uri: string): Answer {
  const of = (status: string, more: object = {}) => json({ id, status, model: request.model, ...more });
  const said = (content: object) => ({
    steps: [{ type: 'thought' }, { type: 'model_output', content: [content] }],
  });
  if (state === 'completed') return of('completed', said({ type: 'video', mime_type: 'video/mp4', uri }));
  if (state === 'rendering') return of(fault === 'unknown-status' ? 'reviewing' : 'in_progress');
  if (fault?.startsWith('content-failed') === true) {
    return of('completed', said({ type: 'text', text: 'I cannot make this video.' }));
  }
  return of(
    'failed',
    fault === 'render-failed-empty'
      ? {}
      : { error: { message: pictureProblem ?? 'The video was not made.' } },
  );
}
