import type { GenerationRequest } from '@cineflow/core';
import { createHttpClient } from '@cineflow/http';
import { afterAll, describe, expect, test } from 'vitest';
import { accountAt } from '../../test/accounts.ts';
import { startScriptedServer, type Reaction } from '../../test/scripted-server.ts';
import { keyFileAt, startTokenServer } from '../../test/service-account.ts';
import { describeProvider } from '../provider.testsuite.ts';
import { capabilitiesOf } from '../spec.ts';
import { vertex } from './index.ts';

const http = createHttpClient();
let current = 'token-1';
const issuer = await startTokenServer(() => current);
afterAll(async () => {
  http[Symbol.dispose]();
  await issuer[Symbol.asyncDispose]();
});

// Nothing here was seen live. [D] docs.cloud.google.com: Veo, OAuth 2.0 for service accounts · [C] js-genai 6e9b35c and
// vercel/ai · [I] inferred.
const model = 'veo-3.1-fast-generate-001';
const name = `projects/my-film/locations/us-central1/publishers/google/models/${model}/operations/o1`;
const no = (status: number, code: string, message: string): Reaction => ({
  status,
  body: { error: { code: status, status: code, message } },
});

describe('with a token', () => {
  describeProvider('vertex', {
    family: vertex,
    http,
    isPolledByPost: true,
    account: (baseUrl, key) => {
      current = key;
      return accountAt(baseUrl, keyFileAt(`${issuer.origin}/token`));
    },
    // [D]
    accepted: { reaction: { status: 200, body: { name } }, operation: { id: name, ref: { model } } },
    refused: {
      'too many requests': {
        reaction: no(
          429,
          'RESOURCE_EXHAUSTED',
          'Quota exceeded for online_prediction_requests_per_base_model',
        ),
        refusal: 'rate-limited',
      },
      'a key without rights': {
        reaction: no(403, 'PERMISSION_DENIED', "Permission 'aiplatform.endpoints.predict' denied"),
        refusal: 'auth',
      },
      'no billing': {
        reaction: no(403, 'PERMISSION_DENIED', 'This API method requires billing to be enabled.'),
        refusal: 'balance',
      },
      'a bad parameter': {
        reaction: no(400, 'INVALID_ARGUMENT', 'Unsupported output video duration 5 seconds'),
        refusal: 'invalid',
      },
      'bad content': {
        reaction: no(400, 'INVALID_ARGUMENT', "The prompt violates Vertex AI's usage guidelines."),
        refusal: 'content-policy',
      },
      'a model that is not there': {
        reaction: no(404, 'NOT_FOUND', 'Publisher Model `projects/p/models/veo-9` was not found'),
        refusal: 'retired',
      },
    },
    // [D]
    pending: { status: 200, body: { name } },
    completed: {
      reaction: {
        status: 200,
        body: { name, done: true, response: { videos: [{ gcsUri: 'gs://clips/veo/1/sample 0.mp4' }] } },
      },
      output: {
        url: expect.stringMatching(/\/storage\/clips\/veo\/1\/sample%200\.mp4$/) as string,
        auth: 'provider',
      },
    },
    failed: { status: 200, body: { name, done: true, error: { code: 13, message: 'Internal error' } } },
  });
});

const request: GenerationRequest = {
  model,
  prompt: 'p',
  inputs: [],
  durationSeconds: 8,
  aspectRatio: '9:16',
};

test('uses the project, location and bucket of the settings', async () => {
  await using server = await startScriptedServer();
  server.react = () => ({ status: 200, body: { name } });
  const more = { PROJECT: 'other', LOCATION: 'global', STORAGE_URI: 'gs://clips/veo' };
  const provider = vertex.create(issuer.account(server.origin, more), http);
  await provider.create(request, { attemptId: 'a', mayWrite: () => true, timeoutMs: 5_000 });
  const [asked] = server.requests;
  expect(asked?.url.pathname).toBe(
    `/v1/projects/other/locations/global/publishers/google/models/${model}:predictLongRunning`,
  );
  expect(JSON.parse(asked?.body ?? '')).toMatchObject({ parameters: { storageUri: 'gs://clips/veo' } });
  expect(capabilitiesOf(provider)).toEqual(['balance']);
  const google = (set?: Record<string, string>) =>
    vertex.create(issuer.account('https://aiplatform.googleapis.com/v1', set), http).origins;
  const storage = 'https://storage.googleapis.com';
  expect(google()).toEqual(['https://us-central1-aiplatform.googleapis.com', storage]);
  expect(google({ LOCATION: 'global' })).toEqual(['https://aiplatform.googleapis.com', storage]);
});
