import { describe, expect, test } from 'vitest';
import { TestClient } from '../../../test/client.ts';

const MODEL = '/vertex/v1/projects/p/locations/us-central1/publishers/google/models/veo-3.1-generate-001';
const order = (prompt: string, more: object = {}) => ({
  instances: [{ prompt }],
  parameters: { sampleCount: 1, aspectRatio: '16:9', resolution: '720p', durationSeconds: 4, ...more },
});
interface Told {
  name?: string;
  done?: boolean;
  error?: unknown;
  access_token?: string;
  response?: { videos?: { gcsUri?: string; bytesBase64Encoded?: string }[]; raiMediaFilteredCount?: number };
}
const read = (answer: { text: string }) => JSON.parse(answer.text) as Told;
const create = (client: TestClient, body: object, headers = {}) =>
  client.ask('POST', `${MODEL}:predictLongRunning`, body, headers);
const poll = async (client: TestClient, operationName: string | undefined, headers = {}) =>
  read(await client.ask('POST', `${MODEL}:fetchPredictOperation`, { operationName }, headers));

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const exchange = (client: TestClient, change: object = {}) => {
  const iat = Math.floor(Date.now() / 1_000);
  const aud = `${client.sandbox.url}/vertex/token`;
  const assertion = `${part({ alg: 'RS256' })}.${part({ aud, iat, exp: iat + 3_600, ...change })}.sig`;
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return client.ask('POST', '/vertex/token', form.toString(), type);
};

describe('the dialect of Vertex AI', () => {
  test('a key is exchanged for the token that everything else wants', async () => {
    await using client = await TestClient.start({ apiKey: 'k' });
    expect((await create(client, order('a cat'))).status).toBe(401);
    const { access_token } = read(await exchange(client));
    const { name } = read(await create(client, order('a cat'), { authorization: `Bearer ${access_token}` }));
    expect(name).toMatch(/^projects\/p\/.*\/models\/veo-3\.1-generate-001\/operations\/./);
    expect(JSON.parse((await client.ask('GET', '/vertex/key.json')).text)).toMatchObject({
      type: 'service_account',
      token_uri: `${client.sandbox.url}/vertex/token`,
    });
    for (const change of [{ aud: 'https://other.example' }, { exp: 1 }]) {
      expect((await exchange(client, change)).status).toBe(400);
    }
  });

  test('a clip is in the answer or in the bucket asked for', async () => {
    await using client = await TestClient.start();
    const inline = await poll(client, read(await create(client, order('a cat'))).name);
    const bytes = Buffer.from(inline.response?.videos?.[0]?.bytesBase64Encoded ?? '', 'base64');
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
    const kept = read(await create(client, order('a dog', { storageUri: 'gs://clips/veo' })));
    const uri = (await poll(client, kept.name)).response?.videos?.[0]?.gcsUri ?? '';
    expect(uri).toMatch(/^gs:\/\/clips\/veo\/.+\/sample_0\.mp4$/);
    const clip = await client.ask('GET', `/vertex/storage/${uri.slice('gs://'.length)}`);
    expect(clip.headers.get('content-type')).toBe('video/mp4');
    expect((await client.bill()).creates).toMatchObject({ accepted: 2, chargedCents: 320 });
  });

  test('filtered, failed and unknown results have answers of their own', async () => {
    await using client = await TestClient.start();
    const end = async (fault: string) =>
      poll(client, read(await create(client, order(`a cat [[fault:${fault}]]`))).name);
    expect(await end('content-failed')).toMatchObject({ done: true, response: { raiMediaFilteredCount: 1 } });
    expect(await end('render-failed')).toMatchObject({ done: true, error: { code: 13 } });
    expect((await client.ask('POST', `${MODEL}:fetchPredictOperation`, { operationName: 'x' })).status).toBe(
      404,
    );
  });

  test.for<[string, object, number]>([
    ['of 5 s', order('p', { durationSeconds: 5 }), 400],
    ['of no number', order('p', { sampleCount: undefined }), 400],
    ['without money', order('p [[fault:balance-1012]]'), 429],
    ['too many', order('p [[fault:refused-429]]'), 429],
  ])('a create %s is refused and counted', async ([, body, status]) => {
    await using client = await TestClient.start();
    expect((await create(client, body)).status).toBe(status);
    expect((await client.bill()).creates).toMatchObject({ received: 1, accepted: 0, refused: 1 });
  });
});
