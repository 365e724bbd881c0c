import { expect, test } from 'vitest';
import { toRequest } from './rows.ts';

const FIRST = { provider: 'p', model: 'm', prompt: 'a', imageUrl: null, durationSeconds: 10 };
const request = { model: 'm', prompt: 'a', inputs: [], durationSeconds: 10, aspectRatio: '16:9' };

test('a request survives a round trip', () => {
  const full = { ...request, resolution: '720p', seed: 7, options: { tone: 'warm' } };
  expect(toRequest(JSON.stringify(full))).toEqual(full);
});

test('a request of the first version is converted', () => {
  const read = (change: object) =>
    toRequest(JSON.stringify({ ...FIRST, isPro: false, resolution: 'horizontal', ...change }));
  expect(read({})).toEqual(request);
  expect(read({ isPro: true, resolution: 'vertical', imageUrl: 'https://x.example/a.png' })).toEqual({
    ...request,
    model: 'm-pro',
    inputs: [{ role: 'first-frame', url: 'https://x.example/a.png' }],
    aspectRatio: '9:16',
  });
});
