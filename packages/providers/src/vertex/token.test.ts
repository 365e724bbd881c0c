import type { GenerationRequest } from '@cineflow/core';
import { createHttpClient } from '@cineflow/http';
import { afterAll, describe, expect, test } from 'vitest';
import { startScriptedServer, type Reaction } from '../../test/scripted-server.ts';
import { keyFileAt, readAssertion, startTokenServer } from '../../test/service-account.ts';
import { vertex } from './index.ts';
import { readKeyFile } from './token.ts';

const http = createHttpClient();
let current = 'token-1';
const issuer = await startTokenServer(() => current);
afterAll(async () => {
  http[Symbol.dispose]();
  await issuer[Symbol.asyncDispose]();
});

// [D] OAuth 2.0 for service accounts, RFC 7523 · [I] inferred.
const model = 'veo-3.1-fast-generate-001';
const name = `projects/my-film/locations/us-central1/publishers/google/models/${model}/operations/o1`;
const request: GenerationRequest = {
  model,
  prompt: 'p',
  inputs: [],
  durationSeconds: 8,
  aspectRatio: '9:16',
};
const context = { timeoutMs: 5_000 };
const once = { ...context, attemptId: 'a', mayWrite: () => true };

const start = async (more?: Record<string, string>) => {
  const server = await startScriptedServer();
  server.react = () => ({ status: 200, body: { name } });
  issuer.react = issuer.give;
  const provider = vertex.create(issuer.account(server.origin, more), http);
  const before = issuer.requests.length;
  const exchanges = () => issuer.requests.slice(before);
  return { server, provider, exchanges, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
};

describe('the token', () => {
  test('is requested once for all who wait, and used again', async () => {
    await using side = await start();
    current = 'token-2';
    await Promise.all([side.provider.create(request, once), side.provider.poll({ id: name }, context)]);
    await side.provider.create(request, once);
    expect(side.server.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 3 }, () => 'Bearer token-2'),
    );
    const [asked, ...others] = side.exchanges();
    expect(others).toEqual([]);
    const form = new URLSearchParams(asked?.body);
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const claims = readAssertion(form.get('assertion') ?? '');
    expect(claims).toMatchObject({
      iss: 'film@my-film.iam.gserviceaccount.com',
      aud: `${issuer.origin}/token`,
      scope: 'https://www.googleapis.com/auth/cloud-platform',
    });
    expect(Number(claims?.['exp']) - Number(claims?.['iat'])).toBe(3_600);
  });

  test.for<[string, Reaction, object, object]>([
    [
      'the key is refused [D]',
      { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } },
      { kind: 'refused', refusal: 'auth' },
      { kind: 'error', cause: 'auth' },
    ],
    [
      'Google is away [I]',
      { status: 503, body: '' },
      { kind: 'not-sent', ownFault: false },
      { cause: 'unavailable' },
    ],
    ['a page comes [I]', { status: 400, body: '<html>' }, { kind: 'not-sent' }, { cause: 'unavailable' }],
    [
      'no token comes [I]',
      { status: 200, body: { id_token: 'x' } },
      { kind: 'not-sent' },
      { cause: 'unavailable' },
    ],
    [
      'it leads elsewhere [I]',
      { status: 307, body: '', headers: { location: '/x' } },
      { kind: 'not-sent' },
      {},
    ],
    ['the line is cut [I]', { reset: true }, { kind: 'not-sent', ownFault: false }, { cause: 'unavailable' }],
  ])('without one nothing is sent, and no key is told: %s', async ([, reaction, created, polled]) => {
    await using side = await start();
    issuer.react = () => reaction;
    const outcomes = [
      await side.provider.create(request, once),
      await side.provider.poll({ id: name }, context),
      await side.provider.balance?.(context),
    ];
    expect(outcomes[0]).toMatchObject({ ...created, evidence: { bytesWritten: 0 } });
    expect(outcomes[1]).toMatchObject({ kind: 'error', ...polled });
    expect(outcomes[2]).not.toMatchObject({ kind: 'known' });
    await expect(side.provider.credentials()).rejects.toThrow('Google');
    expect(side.server.requests).toEqual([]);
    expect(side.exchanges()).toHaveLength(4);
    expect(JSON.stringify(outcomes)).not.toMatch(/PRIVATE KEY|assertion|eyJ/);
  });

  test('that is not accepted any more is exchanged before the next question', async () => {
    await using side = await start();
    side.server.react = () => ({
      status: 401,
      body: { error: { status: 'UNAUTHENTICATED', message: 'no' } },
    });
    expect(await side.provider.poll({ id: name }, context)).toMatchObject({ kind: 'error', cause: 'auth' });
    current = 'token-3';
    await side.provider.poll({ id: name }, context);
    expect(side.server.requests.at(-1)?.headers.authorization).toBe('Bearer token-3');
    expect(side.exchanges()).toHaveLength(2);
  });
});

test.for<[string, string | object, boolean]>([
  ['a key', {}, true],
  ['the key of a person', { type: 'authorized_user' }, false],
  ['a key that is cut', { private_key: '-----BEGIN PRIVATE KEY-----\nMII' }, false],
  ['a key without a name', { client_email: undefined }, false],
  ['a strange place for tokens', { token_uri: 'file:///etc/passwd' }, false],
  ['no JSON', 'AIza-key', false],
])('%s is taken for the key of a service account: %s', ([, given, isKey]) => {
  const text = typeof given === 'string' ? given : keyFileAt('https://t.example/token', given);
  expect(readKeyFile(text) !== undefined).toBe(isKey);
});
