import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Asset, AssetPage, Problem } from '@cineflow/contracts';
import { makePng } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hashApiKey, newApiKey } from '../src/keys/api-key-secret.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'), { CINEFLOW_PUBLIC_URL: 'http://127.0.0.1:9999' });
});
afterAll(() => api[Symbol.asyncDispose]());

const RED = makePng({ width: 40, height: 20 }, [200, 0, 0], 'taken at 31.2304 N, 121.4737 E');
const idOf = (bytes: Buffer): string => `asset:${createHash('sha256').update(bytes).digest('hex')}`;

const post = (payload: Buffer | object, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url: '/v1/assets', payload, headers });
const postPng = (bytes: Buffer) => post(bytes, { 'content-type': 'image/png' });

function form(...files: { name: string; fileName?: string; bytes: Buffer }[]) {
  const boundary = 'a-boundary-of-a-test';
  const parts = files.map(({ name, fileName, bytes }) => {
    const file = fileName === undefined ? '' : `; filename="${fileName}"`;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n')]);
  });
  const payload = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return post(payload, { 'content-type': `multipart/form-data; boundary=${boundary}` });
}

describe('POST /v1/assets', () => {
  test('keeps bytes once, under their own hash, without metadata', async () => {
    const first = await postPng(RED);
    expect(first.statusCode).toBe(201);
    const asset = first.json<Asset>();
    expect(asset).toMatchObject({ id: idOf(RED), width: 40, height: 20, used: false });
    const again = await postPng(RED);
    expect(again.statusCode).toBe(200);
    expect(again.json<Asset>().id).toBe(asset.id);
    const folder = asset.id.slice('asset:'.length, 'asset:'.length + 2);
    const files = await readdir(join(api.directory, 'assets', folder));
    expect(files.toSorted()).toHaveLength(2);
    const content = await api.app.inject(asset.links.content);
    expect(content.headers['content-type']).toMatch(/^image\//);
    expect(content.rawPayload.includes('121.4737')).toBe(false);
    expect(content.rawPayload).toHaveLength(asset.sizeBytes);
    const unchanged = { 'if-none-match': content.headers.etag };
    expect((await api.app.inject({ url: asset.links.content, headers: unchanged })).statusCode).toBe(304);
    const thumbnail = await api.app.inject(asset.links.thumbnail);
    expect(thumbnail.headers['content-type']).toBe('image/jpeg');
    expect(thumbnail.rawPayload.subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  test('takes a form, and an address through the guard', async () => {
    const green = makePng({}, [0, 200, 0]);
    const sent = await form({ name: 'file', fileName: 'green.png', bytes: green });
    expect(sent.json<Asset>()).toMatchObject({ id: idOf(green), name: 'green.png' });
    const server = createServer((_request, response) => response.end(green)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const refused = await post({ url: `http://127.0.0.1:${port}/green.png` });
    server.close();
    expect(refused.statusCode).toBe(422);
    expect(refused.json<Problem>().code).toBe('picture-refused');
  });

  test.each([
    ['no picture', Buffer.from('<html>hello</html>'), 'picture-refused', 422],
    ['a cut picture', RED.subarray(0, RED.length - 20), 'picture-refused', 422],
    ['nothing', Buffer.alloc(0), 'picture-refused', 422],
    ['a huge one', Buffer.alloc(31 * 1024 * 1024), 'picture-refused', 422],
  ])('refuses %s with a reason', async (_, bytes, code, status) => {
    const answer = await postPng(bytes);
    expect(answer.json<Problem>()).toMatchObject({ code, detail: expect.stringMatching(/\w/) });
    expect(answer.statusCode).toBe(status);
  });

  test.each([
    ['two files', [RED, RED]],
    ['no file', []],
  ])('refuses a form with %s', async (_, bytes) => {
    const answer = await form(...bytes.map((one) => ({ name: 'file', fileName: 'a.png', bytes: one })));
    expect(answer.json<Problem>().code).toBe('upload-refused');
  });

  test('refuses JSON without an address', async () => {
    expect((await post({ uri: 'x' })).json<Problem>().code).toBe('invalid-request');
  });
});

describe('pictures of a key', () => {
  test('are listed, read and removed by their owner only', async () => {
    await using own = await startTestApp(inject('redisUrl'), { CINEFLOW_PICTURES_PER_KEY: '2' });
    const { app, context } = own;
    const keys = await Promise.all(
      ['anna', 'ben'].map(async (name) => {
        const key = newApiKey();
        await context.book.keys.create({ key: { name, sha256: hashApiKey(key), scope: 'order' } });
        return { authorization: `Bearer ${key}` };
      }),
    );
    const [anna = {}, ben = {}] = keys;
    const send = (bytes: Buffer, headers: object) =>
      app.inject({
        method: 'POST',
        url: '/v1/assets',
        payload: bytes,
        headers: { 'content-type': 'image/png', ...headers },
      });
    const { links, id } = (await send(RED, anna)).json<Asset>();
    const ask = (url: string, headers: object) => app.inject({ url, headers: { ...headers } });
    expect((await ask(links.self, ben)).statusCode).toBe(404);
    expect((await ask(links.content, ben)).statusCode).toBe(404);
    expect((await ask('/v1/assets', ben)).json<AssetPage>().assets).toEqual([]);
    expect((await ask('/v1/assets', anna)).json<AssetPage>().assets).toMatchObject([{ id }]);
    const order = {
      method: 'POST' as const,
      url: '/v1/storyboards',
      headers: { ...ben },
      payload: { segments: [{ segment_index: 1, prompt_text: 'a', image_url: id }] },
    };
    expect((await app.inject(order)).json<Problem>()).toMatchObject({ code: 'invalid-document' });
    expect((await send(RED, ben)).statusCode).toBe(201);
    await send(makePng({}, [1, 1, 1]), anna);
    const full = await send(makePng({}, [2, 2, 2]), anna);
    expect(full.json<Problem>()).toMatchObject({ code: 'too-many-pictures' });
    const remove = (headers: object) =>
      app.inject({ method: 'DELETE', url: links.self, headers: { ...headers } });
    expect((await remove(anna)).statusCode).toBe(204);
    expect((await ask(links.content, ben)).statusCode).toBe(200);
    expect((await remove(ben)).statusCode).toBe(204);
    expect(await context.assets.thumbnail(id.slice(6))).toBeNull();
  });
});

describe('GET /media', () => {
  test('sends a picture by a signed link, in whole or in part', async () => {
    const { id, sizeBytes } = (await postPng(RED)).json<Asset>();
    const provider = { origins: ['http://127.0.0.1:9'] };
    const link = await api.context.pictures.addressFor(provider, id.slice('asset:'.length));
    const url = link.slice('http://127.0.0.1:9999'.length);
    // Providers come under the public name, which the site guard does not know.
    const headers = { host: 'cineflow.example.com' };
    const whole = await api.app.inject({ url, headers });
    expect(whole.statusCode).toBe(200);
    expect(whole.rawPayload).toHaveLength(sizeBytes);
    const part = await api.app.inject({ url, headers: { ...headers, range: 'bytes=0-3' } });
    expect(part.statusCode).toBe(206);
    expect(part.rawPayload).toEqual(whole.rawPayload.subarray(0, 4));
    const head = await api.app.inject({ method: 'HEAD', url, headers });
    expect(head.headers['content-length']).toBe(String(sizeBytes));
    const beyond = await api.app.inject({ url, headers: { ...headers, range: 'bytes=999999-' } });
    expect(beyond.statusCode).toBe(416);
  });

  test('tells nothing by a link that is not ours', async () => {
    const { id } = (await postPng(RED)).json<Asset>();
    const base = `/media/${id.slice('asset:'.length)}`;
    const answer = await api.app.inject(`${base}?exp=9999999999&kid=x&sig=y`);
    expect(answer.statusCode).toBe(404);
    expect((await api.app.inject(base)).statusCode).toBe(400);
  });
});
