import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { ApiProblem, ApiUnreachable } from './errors.ts';
import { createSender } from './sender.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const problem = {
  type: 'urn:cineflow:problem:not-ready',
  title: 'The service cannot answer at the moment',
  status: 503,
  code: 'not-ready',
};

describe('createSender', () => {
  test('sends a POST without a key once, whatever happens', async () => {
    let posts = 0;
    const baseUrl = await serve((request) => {
      posts += 1;
      request.socket.destroy();
    });
    const posting = createSender({ baseUrl })({ method: 'POST', path: '/v1/x', json: {} });
    await expect(posting).rejects.toMatchObject({ name: 'ApiUnreachable', kind: 'network' });
    expect(posts).toBe(1);
  });

  test('repeats a POST with its key, after the pause that is asked for', async () => {
    const keys: unknown[] = [];
    const baseUrl = await serve((request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length === 1) return void request.socket.destroy();
      const isLast = keys.length === 3;
      response.writeHead(isLast ? 202 : 503, { 'retry-after': '0' });
      response.end(isLast ? '{}' : JSON.stringify(problem));
    });
    const send = createSender({ baseUrl });
    const answer = await send({ method: 'POST', path: '/v1/x', json: {}, idempotencyKey: 'k' });
    expect([answer.status, keys]).toEqual([202, ['k', 'k', 'k']]);
  });

  test('throws the problem in the words of the API, and keeps the key secret', async () => {
    const refusal = { ...problem, status: 422, code: 'invalid-document', errors: [] };
    const baseUrl = await serve((_, response) => {
      response.writeHead(422, { 'content-type': 'application/problem+json' }).end(JSON.stringify(refusal));
    });
    const send = createSender({ baseUrl, apiKey: 'cf_secret' });
    const error: unknown = await send({ method: 'GET', path: '/v1/x' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ status: 422, code: 'invalid-document' });
    expect(JSON.stringify(error) + String(error)).not.toContain('cf_secret');
  });

  test.each([
    ['another server', 404, '<html>nginx</html>', 'foreign'],
    ['a gateway', 502, '<html>bad gateway</html>', 'network'],
  ])('tells %s apart', async (_, status, body, kind) => {
    const baseUrl = await serve((_request, response) => response.writeHead(status).end(body));
    const asking = createSender({ baseUrl })({ method: 'POST', path: '/v1/x', json: {} });
    await expect(asking).rejects.toMatchObject({ kind });
  });

  test('says when nothing listens', async () => {
    const asking = createSender({ baseUrl: 'http://127.0.0.1:9' })({ method: 'GET', path: '/' });
    await expect(asking).rejects.toBeInstanceOf(ApiUnreachable);
    await expect(asking).rejects.toMatchObject({ kind: 'refused' });
  });

  test('goes through the proxy, except to this machine', async () => {
    const asked: unknown[] = [];
    const proxy = await serve((request, response) => {
      asked.push(request.url);
      response.end('{}');
    });
    const env = { http_proxy: proxy };
    await createSender({ baseUrl: 'http://api.example.test', env })({ method: 'GET', path: '/v1/x' });
    await createSender({ baseUrl: proxy, env })({ method: 'GET', path: '/v1/y' });
    expect(asked).toEqual(['http://api.example.test/v1/x', '/v1/y']);
  });
});
