import { describe, expect, test } from 'vitest';
import { TestClient } from '../../../test/client.ts';

const CREATE = '/xai/v1/videos/generations';
const order = (prompt: string, more: object = {}) => ({
  model: 'grok-imagine-video',
  prompt,
  duration: 8,
  aspect_ratio: '16:9',
  resolution: '720p',
  ...more,
});
interface Told {
  request_id?: string;
  status?: string;
  error?: unknown;
  video?: { url?: string; respect_moderation?: boolean };
}
const read = (answer: { text: string }) => JSON.parse(answer.text) as Told;
const accept = async (client: TestClient, prompt: string): Promise<string> =>
  read(await client.ask('POST', CREATE, order(prompt))).request_id ?? '';

describe('the dialect of xAI', () => {
  test('a create is charged by the second and ends with a clip', async () => {
    await using client = await TestClient.start();
    const answer = await client.ask('GET', `/xai/v1/videos/${await accept(client, 'a cat')}`);
    expect([answer.status, read(answer).status]).toEqual([200, 'done']);
    const clip = await client.ask('GET', read(answer).video?.url ?? '');
    expect(clip.headers.get('content-type')).toBe('video/mp4');
    expect((await client.bill()).creates).toMatchObject({ accepted: 1, chargedCents: 56 });
  });

  test('what is still made answers with HTTP 202', async () => {
    await using client = await TestClient.start({ renderMs: '60000' });
    const id = await accept(client, 'a cat [[fault:progress-absent]]');
    const answer = await client.ask('GET', `/xai/v1/videos/${id}`);
    expect([answer.status, answer.text]).toEqual([202, '']);
  });

  test('what moderation keeps back stays charged', async () => {
    await using client = await TestClient.start();
    const id = await accept(client, 'a cat [[fault:content-failed]]');
    expect(read(await client.ask('GET', `/xai/v1/videos/${id}`)).video?.respect_moderation).toBe(false);
    expect((await client.bill()).operations).toMatchObject([{ chargedCents: 56, refundedCents: 0 }]);
  });

  test.for<[string, object | string, number]>([
    ['without seconds', order('p', { duration: undefined }), 422],
    ['in a size the model lacks', order('p', { resolution: '1080p' }), 422],
    ['that is no JSON', '{', 422],
    ['with a bad word', order('p [[fault:content-refusal]]'), 400],
    ['without money', order('p [[fault:balance-1012]]'), 403],
    ['too many', order('p [[fault:refused-429]]'), 429],
  ])('a create %s is refused and counted', async ([, body, status]) => {
    await using client = await TestClient.start();
    expect((await client.ask('POST', CREATE, body)).status).toBe(status);
    expect((await client.bill()).creates).toMatchObject({ received: 1, accepted: 0, refused: 1 });
  });
});
