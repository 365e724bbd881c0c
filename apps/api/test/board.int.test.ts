import type { Problem } from '@cineflow/contracts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hashApiKey, newApiKey } from '../src/keys/api-key-secret.ts';
import { postStoryboard } from './post-storyboard.ts';
import { startTestApp, type TestApp } from './start-test-app.ts';
import { storyboardDocument } from './storyboard-document.ts';

const PAGES = [
  '/admin/queues',
  '/admin/queues/',
  '/admin/queues/api/queues',
  '/admin/queues/static/js/main.js',
];
const PROXIED: Record<string, string>[] = [
  { 'x-forwarded-for': '203.0.113.7' },
  { forwarded: 'for=203.0.113.7' },
  { 'x-real-ip': '203.0.113.7' },
  { host: 'clips.example' },
];
const LOGIN = { CINEFLOW_BOARD_USER: 'ops', CINEFLOW_BOARD_PASSWORD: 'long enough' };

let api: TestApp;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'));
});
afterAll(() => api[Symbol.asyncDispose]());

/** An installation with a key, as it is where others reach it. */
async function startKeyed(env: Record<string, string>): Promise<TestApp> {
  const app = await startTestApp(inject('redisUrl'), env);
  await app.context.book.keys.create({ key: { name: 'a', sha256: hashApiKey(newApiKey()), scope: 'order' } });
  return app;
}

describe('where others reach it', () => {
  test.each(['::', 'studio.lan'])('there is no board without a login at %s', async (host) => {
    await using open = await startTestApp(inject('redisUrl'), { HOST: host, CINEFLOW_OPEN: 'true' });
    const { id } = await postStoryboard(open, storyboardDocument(1, `board ${host}`));
    const logs = `/admin/queues/api/queues/takes/${id}-1-1/logs`;
    for (const url of [...PAGES, logs]) {
      const answer = await open.app.inject(url);
      expect([url, answer.statusCode]).toEqual([url, 403]);
      expect(answer.json<Problem>().detail).toContain('CINEFLOW_BOARD_PASSWORD');
    }
    expect(open.log()).toContain('the queue board has no login');
  });

  test('there is one with a login, keys or not', async () => {
    await using locked = await startKeyed({ HOST: '0.0.0.0', ...LOGIN });
    const authorization = `Basic ${Buffer.from('ops:long enough').toString('base64')}`;
    for (const url of PAGES.slice(0, 3)) {
      const [without, within] = [
        await locked.app.inject(url),
        await locked.app.inject({ url, headers: { authorization } }),
      ];
      expect([url, without.statusCode, within.statusCode < 400]).toEqual([url, 401, true]);
    }
  });
});

describe('on this machine', () => {
  test('a board without a login is not served through a proxy', async () => {
    await using keyed = await startKeyed({});
    expect((await keyed.app.inject('/admin/queues')).statusCode).toBe(200);
    for (const headers of PROXIED) {
      const answer = await keyed.app.inject({ url: '/admin/queues', headers });
      expect([headers, answer.statusCode, answer.json<Problem>().code]).toEqual([headers, 403, 'forbidden']);
    }
  });

  test.each([
    ['GET', '/api/queues/nothing/1', undefined, 404],
    ['GET', '/api/queues/takes/no-such-job', undefined, 404],
    ['GET', '/api/queues?activeQueue=%25E0%25A4%25A', undefined, 400],
    ['GET', '/api/no-such-page', undefined, 404],
    ['GET', '/static/no-such-file.js', undefined, 404],
    ['GET', '/static/%2e%2e%2f%2e%2e%2fpackage.json', undefined, 404],
    ['PUT', '/api/queues/takes/pause', '{', 400],
    ['PUT', '/api/queues/takes/pause', `{"a":"${'x'.repeat(70_000)}"}`, 413],
  ] as const)('%s %s stays a fault of the client', async (method, path, payload, status) => {
    const json = payload === undefined ? {} : { payload, headers: { 'content-type': 'application/json' } };
    const answer = await api.app.inject({ method, url: `/admin/queues${path}`, ...json });
    expect([path, answer.statusCode]).toEqual([path, status]);
  });

  test.each([
    'page=-1',
    'page=x',
    'page=1e9',
    'jobsPerPage=-5',
    'jobsPerPage=1e12',
    'status=nonsense',
    'activeQueue=no',
  ])('the list asked for with %s is no fault of ours', async (query) => {
    const answer = await api.app.inject(`/admin/queues/api/queues?activeQueue=takes&${query}`);
    expect(answer.statusCode).toBeLessThan(500);
  });
});
