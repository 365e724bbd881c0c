import type { Problem } from '@cineflow/contracts';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { completeTake, openLane, renderTake } from './move-take.ts';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const BYTES = randomBytes(200_000);
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

let api: TestApp;
let storyboard: string;
let base: string;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
  await openLane(api.context, 5);
  storyboard = (await postStoryboard(api, storyboardDocument(3, '雨夜'))).id;
  for (const shot of [1, 2]) {
    const key = `雨夜/${shot}/take-1.mp4`;
    const file = join(api.directory, key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, BYTES);
    await renderTake(api.context, `${storyboard}-${shot}-1`);
    await completeTake(api.context, `${storyboard}-${shot}-1`, {
      key,
      sizeBytes: BYTES.length,
      sha256: SHA256,
    });
  }
  base = await api.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => api[Symbol.asyncDispose]());

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${base}/v1/takes/${storyboard}-1-1/video`, { headers, method });
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

describe('a clip', () => {
  test('is sent whole, with type, size, ETag and file name', async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(BYTES.length),
      'accept-ranges': 'bytes',
      etag: `"${SHA256}"`,
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers.get('content-disposition')).toBe(
      `inline; filename="__-1-1.mp4"; filename*=UTF-8''%E9%9B%A8%E5%A4%9C-1-1.mp4`,
    );
    expect(BYTES.equals(await bytesOf(answer))).toBe(true);
  });

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-299', 100, 299],
    ['bytes=199990-', 199_990, 199_999],
    ['bytes=-7', 199_993, 199_999],
    ['bytes=150000-999999', 150_000, 199_999],
  ])('is sent in part: %s', async (range, start, end) => {
    const answer = await get({ range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/${BYTES.length}`);
    expect(BYTES.subarray(start, end + 1).equals(await bytesOf(answer))).toBe(true);
  });

  test('that ends before the range says how long it is', async () => {
    const answer = await get({ range: 'bytes=200000-' });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe(`bytes */${BYTES.length}`);
    expect(((await answer.json()) as Problem).code).toBe('range-not-satisfiable');
  });

  test('that the client has is not sent again', async () => {
    const answer = await get({ 'if-none-match': `"${SHA256}"` });
    expect([answer.status, await answer.text()]).toEqual([304, '']);
    expect(answer.headers.get('etag')).toBe(`"${SHA256}"`);
    expect((await get({ 'if-none-match': '"other"' }, 'HEAD')).status).toBe(200);
  });

  test('is sent whole where the client has part of another one', async () => {
    const part = await get({ range: 'bytes=0-1', 'if-range': `"${SHA256}"` });
    const whole = await get({ range: 'bytes=0-1', 'if-range': '"other"' });
    expect([part.status, whole.status]).toEqual([206, 200]);
    await Promise.all([bytesOf(part), bytesOf(whole)]);
  });

  test('answers HEAD with everything but its bytes', async () => {
    const answer = await get({}, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe(String(BYTES.length));
    expect((await bytesOf(answer)).length).toBe(0);
  });

  test('that is not made yet answers with the take’s state', async () => {
    const answer = await api.app.inject(`/v1/takes/${storyboard}-3-1/video`);
    expect(answer.statusCode).toBe(404);
    expect(answer.json<Problem>()).toMatchObject({ code: 'clip-not-available' });
    expect(answer.json<Problem>().detail).toContain('queued');
  });

  test('has a poster where one was made', async () => {
    const url = `/v1/takes/${storyboard}-1-1/poster`;
    const none = await api.app.inject(url);
    expect([none.statusCode, none.json<Problem>().code]).toEqual([404, 'clip-not-available']);
    const jpeg = Buffer.from('ffd8ffe0', 'hex');
    await writeFile(join(api.directory, '雨夜/1/take-1.jpg'), jpeg);
    const answer = await api.app.inject(url);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(answer.rawPayload.equals(jpeg)).toBe(true);
    const headers = { 'if-none-match': answer.headers.etag };
    expect((await api.app.inject({ url, headers })).statusCode).toBe(304);
  });

  test('with a cut or removed file is refused, not sent', async () => {
    const file = join(api.directory, '雨夜/2/take-1.mp4');
    await writeFile(file, BYTES.subarray(0, 5));
    const cut = await api.app.inject(`/v1/takes/${storyboard}-2-1/video`);
    await rm(file);
    const gone = await api.app.inject({ method: 'HEAD', url: `/v1/takes/${storyboard}-2-1/video` });
    expect([cut.statusCode, gone.statusCode]).toEqual([404, 404]);
    expect(cut.json<Problem>().detail).toContain('another size');
  });
});
