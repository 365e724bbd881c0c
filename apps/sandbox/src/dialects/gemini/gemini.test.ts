import { describe, expect, test } from 'vitest';
import { TestClient } from '../../../test/client.ts';

const CREATE = '/gemini/v1beta/interactions';
const VEO = '/gemini/v1beta/models/veo-3.1-fast-generate-preview:predictLongRunning';
const format = { type: 'video', delivery: 'uri', aspect_ratio: '16:9', resolution: '720p', duration: '8s' };
const order = (input: unknown, more: object = {}) => ({
  model: 'gemini-omni-1.1-flash',
  input,
  background: true,
  response_format: format,
  ...more,
});
const veo = (prompt: string, more: object = {}) => ({
  instances: [{ prompt }],
  parameters: { sampleCount: 1, aspectRatio: '9:16', resolution: '720p', durationSeconds: 8, ...more },
});
interface Told {
  id?: string;
  name?: string;
  status?: string;
  done?: boolean;
  steps?: { content?: { uri?: string; text?: string }[] }[];
  response?: {
    generateVideoResponse: {
      generatedSamples?: { video: { uri: string } }[];
      raiMediaFilteredCount?: number;
    };
  };
}
const read = (answer: { text: string }) => JSON.parse(answer.text) as Told;
const accept = async (client: TestClient, prompt: string): Promise<Told> =>
  read(await client.ask('POST', CREATE, order(prompt)));
const poll = async (client: TestClient, { id }: Told) => read(await client.ask('GET', `${CREATE}/${id}`));

describe('the dialect of the Gemini API', () => {
  test('is charged by the second, its clip behind the key', async () => {
    await using client = await TestClient.start({ apiKey: 'k' });
    const key = { 'x-goog-api-key': 'k' };
    const { id } = read(await client.ask('POST', CREATE, order('a cat'), key));
    const told = read(await client.ask('GET', `${CREATE}/${id}`, undefined, key));
    const uri = told.steps?.at(-1)?.content?.[0]?.uri ?? '';
    expect((await client.ask('GET', `${uri}?alt=media`)).status).toBe(400);
    expect((await client.ask('GET', uri, undefined, key)).status).toBe(404);
    const clip = await client.ask('GET', `${uri}?alt=media`, undefined, key);
    expect(clip.headers.get('content-type')).toBe('video/mp4');
    expect((await client.bill()).creates).toMatchObject({ accepted: 1, chargedCents: 80 });
  });

  test('Veo ends with a clip too', async () => {
    await using client = await TestClient.start();
    const { name } = read(await client.ask('POST', VEO, veo('a cat')));
    const told = read(await client.ask('GET', `/gemini/v1beta/${name}`));
    const uri = told.response?.generateVideoResponse.generatedSamples?.[0]?.video.uri ?? '';
    expect((await client.ask('GET', `${uri}?alt=media`)).headers.get('content-type')).toBe('video/mp4');
    expect((await client.bill()).creates).toMatchObject({ accepted: 1, chargedCents: 120 });
  });

  test('filtered, unknown and forgotten results have answers of their own', async () => {
    await using client = await TestClient.start();
    const kept = await poll(client, await accept(client, 'a cat [[fault:content-failed]]'));
    expect(kept).toMatchObject({ status: 'completed', steps: [{}, { content: [{ type: 'text' }] }] });
    const { name } = read(await client.ask('POST', VEO, veo('a cat [[fault:content-failed]]')));
    const filtered = read(await client.ask('GET', `/gemini/v1beta/${name}`));
    expect(filtered.response?.generateVideoResponse).toEqual({ raiMediaFilteredCount: 1 });
    const unknown = await client.ask('GET', `${CREATE}/nobody`);
    expect([unknown.status, unknown.text]).toEqual([
      400,
      expect.stringContaining('Invalid interaction name'),
    ]);
    expect(await poll(client, await accept(client, 'a cat [[fault:render-failed]]'))).toMatchObject({
      status: 'failed',
    });
  });

  test.for<[string, string, object | string, number]>([
    ['that would block', CREATE, order('p', { background: false }), 400],
    [
      'with a bare number of seconds',
      CREATE,
      order('p', { response_format: { ...format, duration: 8 } }),
      400,
    ],
    ['without size', CREATE, order('p', { response_format: { ...format, resolution: undefined } }), 400],
    ['that is no JSON', CREATE, '{', 400],
    ['with a bad word', CREATE, order('p [[fault:content-refusal]]'), 400],
    ['without money', CREATE, order('p [[fault:balance-1012]]'), 429],
    ['too many', CREATE, order('p [[fault:refused-429]]'), 429],
    ['of four clips', VEO, veo('p', { sampleCount: 4 }), 400],
    ['of 4 s in 1080p', VEO, veo('p', { durationSeconds: 4, resolution: '1080p' }), 400],
  ])('a create %s is refused and counted', async ([, path, body, status]) => {
    await using client = await TestClient.start();
    expect((await client.ask('POST', path, body)).status).toBe(status);
    expect((await client.bill()).creates).toMatchObject({ received: 1, accepted: 0, refused: 1 });
  });
});
