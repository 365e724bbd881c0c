import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import type { Operation } from '../../operations/operation.ts';
import { readClip, sendClip } from '../../routes/download-clip.ts';
import type { Sandbox } from '../../sandbox.ts';
import { json, notFound, toDialect, wrongToken } from '../google/answers.ts';
import { answerPoll, describeVeo, mountGoogle, noSuchCall, originOf } from '../google/mount.ts';
import { parseVeo, toFields } from '../google/parse-veo.ts';
import { receiveCreate } from '../receive-create.ts';

/** A path of its own before those of the vendor. */
const PREFIX = '/vertex';
const PLACE = '/v1/projects/:project/locations/:location/publishers/google';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_SECONDS = 3_600;

interface Params {
  readonly Params: Readonly<Record<'project' | 'location' | 'call' | 'bucket' | '*', string>>;
}

/** Veo at Google Cloud, with its keys and tokens. Shares bill, faults and operations with all dialects. */
export function routeVertex(app: FastifyInstance, sandbox: Sandbox): void {
  mountGoogle(app, sandbox, { prefix: PREFIX, routes: (scope) => mount(scope, sandbox) });
}

function mount(scope: FastifyInstance, sandbox: Sandbox): void {
  const { bill, closing, operations, settings } = sandbox;
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  scope.get('/key.json', async (request) => makeKey(`${originOf(request)}${PREFIX}/token`));
  scope.post('/token', async (request, reply) => {
    bill.countAsked('account');
    return sendAnswer(reply, giveToken(request, settings.apiKey), closing.signal);
  });
  scope.post<Params>(`${PLACE}/models/:call`, async (request, reply) => {
    const [model = '', call] = request.params.call.split(':');
    if (call === 'fetchPredictOperation') {
      bill.countAsked('polls');
      return sendAnswer(reply, poll(request, sandbox), closing.signal);
    }
    if (call !== 'predictLongRunning') return sendAnswer(reply, noSuchCall(), closing.signal);
    bill.received++;
    const { project, location } = request.params;
    const place = `projects/${project}/locations/${location}/publishers/google/models/${model}`;
    const name = ({ id }: Operation) => ({ name: `${place}/operations/${id}` });
    const dialect = toDialect((body) => parseVeo(model, body), name, wrongToken);
    return sendAnswer(reply, await receiveCreate(request, sandbox, dialect), closing.signal);
  });
  scope.get<Params>('/storage/:bucket/*', async (request, reply) => {
    if (request.method === 'GET') bill.downloads++;
    if (!hasKey(request, settings.apiKey)) return sendAnswer(reply, wrongToken(), closing.signal);
    const operation = operations.find(request.params['*'].split('/').at(-2) ?? '');
    if (operation?.state === 'completed') return sendClip(request, reply, operation, sandbox);
    return sendAnswer(reply, notFound(), closing.signal);
  });
}

function poll(request: FastifyRequest, sandbox: Sandbox): Answer {
  if (!hasKey(request, sandbox.settings.apiKey)) return wrongToken();
  const { operationName } = toFields(request.body);
  const name = typeof operationName === 'string' ? operationName : '';
  return answerPoll(sandbox.operations.find(name.split('/').at(-1) ?? ''), sandbox, {
    unknown: notFound(),
    describe: (operation) => {
      const made = operation.state === 'completed' ? { videos: [clipOf(operation, sandbox)] } : {};
      return describeVeo(name, operation, made, { raiMediaFilteredCount: 1 });
    },
  });
}

/** In the bucket that was asked for, else in the answer itself. */
function clipOf(operation: Operation, sandbox: Sandbox): Record<string, string> {
  const { storageUri } = operation.request;
  const mimeType = 'video/mp4';
  if (storageUri !== undefined) {
    return { mimeType, gcsUri: `${storageUri.replace(/\/+$/, '')}/${operation.id}/sample_0.mp4` };
  }
  return { mimeType, bytesBase64Encoded: readClip(operation, sandbox).toString('base64') };
}

/** A rehearsal key. A real Google key works too, with its `token_uri` pointing here. */
function makeKey(tokenUri: string): Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return {
    type: 'service_account',
    project_id: 'sandbox',
    client_email: 'sandbox@sandbox.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    token_uri: tokenUri,
  };
}

/** Issues the sandbox key as token. Checks the claims of the JWT, but not its signature. */
function giveToken(request: FastifyRequest, apiKey: string): Answer {
  const { grant_type, assertion } = toFields(request.body);
  const claims = readClaims(typeof assertion === 'string' ? assertion : '');
  const nowSeconds = Date.now() / 1_000;
  const isFresh = Number(claims['iat']) <= nowSeconds + 60 && Number(claims['exp']) > nowSeconds;
  const isForUs = claims['aud'] === `${originOf(request)}${PREFIX}/token`;
  if (grant_type !== GRANT || !isFresh || !isForUs) {
    return json({ error: 'invalid_grant', error_description: 'Invalid JWT.' }, 400);
  }
  return json({ access_token: apiKey || 'sandbox-token', expires_in: TOKEN_SECONDS, token_type: 'Bearer' });
}

function readClaims(assertion: string): Readonly<Record<string, unknown>> {
  try {
    return toFields(JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()));
  } catch {
    return {};
  }
}
