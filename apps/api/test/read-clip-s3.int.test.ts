import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { completeTake, openLane, renderTake } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const CLIP = { key: '雨夜/1/take-1.mp4', sizeBytes: 300, sha256: 'a'.repeat(64) };
const ENDPOINT = 'https://clips.example.com';

let api: TestApp;
let url: string;
let isStored = true;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'), {
    CINEFLOW_STORAGE: 's3',
    S3_BUCKET: 'clips',
    S3_ENDPOINT: 'http://127.0.0.1:9',
    S3_PUBLIC_ENDPOINT: ENDPOINT,
    S3_FORCE_PATH_STYLE: 'true',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
  });
  const real = { ...api.context.store };
  // No server behind: a link is signed without one, and what is stored is not the question here.
  api.context.store.stat = async (key) =>
    isStored ? { sizeBytes: CLIP.sizeBytes, modifiedAt: new Date() } : real.stat(key);
  await openLane(api.context, 5);
  const { id } = await postStoryboard(api, storyboardDocument(1, '雨夜'));
  await renderTake(api.context, `${id}-1-1`);
  await completeTake(api.context, `${id}-1-1`, CLIP);
  url = `/v1/takes/${id}-1-1/video`;
});
afterAll(() => api[Symbol.asyncDispose]());

test('answers with an expiring link that names the file', async () => {
  const answer = await api.app.inject({ url });
  expect(answer.statusCode).toBe(302);
  expect(answer.headers['cache-control']).toBe('no-store');
  const link = new URL(String(answer.headers.location));
  expect(link.origin).toBe(ENDPOINT);
  expect(decodeURIComponent(link.pathname)).toBe(`/clips/${CLIP.key}`);
  expect(Number(link.searchParams.get('X-Amz-Expires'))).toBe(3600);
  expect(link.searchParams.get('response-content-disposition')).toContain('filename*=');
  expect(link.href).not.toContain('secret');
});

test('a client that has the clip is sent nowhere', async () => {
  const answer = await api.app.inject({ url, headers: { 'if-none-match': `"${CLIP.sha256}"` } });
  expect(answer.statusCode).toBe(304);
});

test('an unreachable store answers with the cause and Retry-After', async () => {
  isStored = false;
  const answer = await api.app.inject({ url });
  isStored = true;
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBeDefined();
});

test('an unknown delivery is refused', async () => {
  expect((await api.app.inject({ url: `${url}?delivery=pigeon` })).statusCode).toBe(400);
});
