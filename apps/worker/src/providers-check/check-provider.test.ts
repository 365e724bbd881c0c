import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProviders } from '@cineflow/providers';
import { describe, expect, test } from 'vitest';
import { checkProvider } from './check-provider.ts';
import { isOwnNetwork, otherAddresses } from './other-addresses.ts';
import { renderCheck, renderNoProvider, renderUnknownVariable } from './render-check.ts';

const KEY = 'sk-canary';
const NAMES = { key: 'NEWAPI_API_KEY', address: 'NEWAPI_BASE_URL' };
const PAGE = '<!doctype html><title>Relay</title>';
type Answer = [status: number, body: unknown, headers?: Record<string, string>];
type Answers = (path: string, request: IncomingMessage) => Answer;

/** A site that answers by path; hears every method and path it was asked. */
async function startSite(answers: Answers) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    const [status, body, headers = {}] = answers(path, request);
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { origin, asked, [Symbol.asyncDispose]: close };
}

function check(family: string, baseUrl: string) {
  const openAt = (address: string) =>
    createProviders({
      spoolDirectory: '/nowhere',
      providers: [{ id: 'mine', family, apiKey: { reveal: () => KEY }, baseUrl: address }],
    })[0]!;
  return checkProvider(openAt, baseUrl);
}

/** A NewAPI site with its interface under /v1, and its pages everywhere else. */
const newapi: Answers = (path, { headers }) => {
  if (headers.authorization !== `Bearer ${KEY}`) return [401, { error: { message: '无效的令牌' } }];
  if (path === '/api/usage/token/') return [200, { data: { total_available: 2_500_000 } }];
  if (path === '/v1/models') return [200, { data: [{ id: 'wan2.6-t2v' }, { id: 'gpt-x' }] }];
  return [200, PAGE];
};

describe('checkProvider', () => {
  test('says what is left, what the key may use, and the clock', async () => {
    await using site = await startSite(newapi);
    const result = await check('newapi', `${site.origin}/v1`);
    expect(result).toMatchObject({
      id: 'mine',
      family: 'newapi',
      state: 'works',
      balance: { amountMicros: 5_000_000, currency: 'USD' },
      models: { usable: ['wan2.6-t2v'], missing: expect.arrayContaining(['wan2.6-i2v']) as string[] },
      clockOffsetMs: expect.any(Number) as number,
    });
    expect(result.models?.missing).not.toContain('sora-2');
    expect(site.asked).toEqual(['GET /api/usage/token/', 'GET /v1/models']);
    expect(renderCheck(result, NAMES, 'zh').join('\n')).toMatch(
      /可用\n.*余额：5\.00 USD\n.*可用模型：wan2\.6-t2v\n/,
    );
    expect(renderCheck(result, NAMES, 'en').join('\n')).toMatch(/works\n.*money left: 5\.00 USD\n/);
  });

  test('of a clock that is far off, with the fix', async () => {
    const date = new Date(Date.now() + 86_400_000).toUTCString();
    await using site = await startSite((path, request) => {
      const [status, body] = newapi(path, request);
      return [status, body, { date }];
    });
    const result = await check('newapi', `${site.origin}/v1`);
    expect(result.clockOffsetMs).toBeGreaterThan(3_600_000);
    expect(renderCheck(result, NAMES, 'en').join('\n')).toMatch(/ahead of this machine; set the clock/);
  });

  test.each([
    ['', '/v1'],
    ['/api', '/v1'],
    ['/v1/video/generations', '/v1'],
    ['/v1/chat/completions', '/v1'],
  ])('finds the address that was meant by "%s"', async (written, right) => {
    await using site = await startSite((path, request) =>
      // Without the usage path only the model list shows it.
      path.startsWith('/v1/models') ? newapi(path, request) : [200, PAGE],
    );
    const result = await check('newapi', site.origin + written);
    expect(result).toMatchObject({ state: 'broken', betterUrl: site.origin + right });
    expect(renderCheck(result, NAMES, 'en').join('\n')).toContain(
      `write NEWAPI_BASE_URL: ${site.origin}${right}`,
    );
    expect(site.asked.every((line) => line.startsWith('GET '))).toBe(true);
  });

  test('finds https written where there is plain http on this machine', async () => {
    await using site = await startSite(newapi);
    const written = `${site.origin.replace('http:', 'https:')}/v1`;
    const result = await check('openai-videos', written);
    expect(result).toMatchObject({ state: 'broken', trouble: 'no-answer', betterUrl: `${site.origin}/v1` });
  });

  test.for<[string, string, Answers, string, string]>([
    [
      'a wrong key',
      'openai-videos',
      () => [401, { error: { message: '无效的令牌' } }],
      'wrong-key',
      'broken',
    ],
    [
      'a wrong key at xAI',
      'xai',
      () => [400, { code: 'x', error: 'Incorrect API key provided' }],
      'wrong-key',
      'broken',
    ],
    ['no money', 'sora-hk', () => [200, { code: 1012, message: '余额不足' }], 'no-money', 'broken'],
    ['a web page', 'openai-videos', () => [200, PAGE], 'web-page', 'broken'],
    [
      'a redirect',
      'openai-videos',
      () => [301, '', { location: 'https://relay.example/' }],
      'redirect',
      'broken',
    ],
    ['no such path', 'openai-videos', () => [404, PAGE], 'web-page', 'broken'],
    ['nothing there', 'xai', () => [404, { error: 'no such path' }], 'no-such-path', 'broken'],
    [
      'a list that is refused',
      'dashscope',
      () => [401, { code: 'InvalidApiKey', message: 'no' }],
      'wrong-key',
      'broken',
    ],
    ['trouble', 'xai', () => [503, { error: 'busy' }], 'in-trouble', 'broken'],
    ['too many questions', 'xai', () => [429, { error: 'slow down' }], 'throttled', 'unknown'],
  ])('says of %s at %s what it is and what to do', async ([, family, answers, trouble, state]) => {
    await using site = await startSite(answers);
    const result = await check(family, `${site.origin}/v1`);
    expect(result).toMatchObject({ trouble, state });
    expect(JSON.stringify(result)).not.toContain(KEY);
    for (const language of ['zh', 'en'] as const) {
      const [, fix = ''] = renderCheck(result, NAMES, language);
      expect(fix.length).toBeGreaterThan(8);
    }
  });

  test('sends no key unencrypted over the open internet', async () => {
    const result = await check('openai-videos', 'http://relay.invalid/v1');
    expect(result).toMatchObject({ state: 'broken', trouble: 'not-encrypted' });
    expect(renderCheck(result, NAMES, 'zh')[1]).toContain('请把 NEWAPI_BASE_URL 改为 https');
  });

  test('says that a key without a model of ours is of no use', async () => {
    await using site = await startSite(() => [200, { data: [{ id: 'gpt-x' }] }]);
    const result = await check('xai', `${site.origin}/v1`);
    expect(result).toMatchObject({ state: 'unknown', trouble: 'no-models', models: { usable: [] } });
    expect(renderCheck(result, NAMES, 'zh').join()).toMatch(
      /含视频模型的分组.*可用模型：无.*grok-imagine-video/,
    );
  });

  test('says what to write where the default model is not for the key', async () => {
    await using site = await startSite(() => [200, { data: [{ id: 'grok-imagine-video-1.5' }] }]);
    const result = await check('xai', `${site.origin}/v1`);
    expect(result).toMatchObject({ state: 'works', models: { missingDefault: 'grok-imagine-video' } });
    const line = 'such as "model": "grok-imagine-video-1.5"';
    expect(renderCheck(result, NAMES, 'en').join()).toContain(line);
  });

  test('says where no question is free', async () => {
    const result = await check('dashscope', 'https://relay.invalid/wan');
    expect(result).toMatchObject({ state: 'unknown' });
    expect(renderCheck(result, NAMES, 'en')[1]).toContain('the first create will show');
  });
});

test.each([
  [-1000, 'clock: in step with this machine'],
  [4000, 'clock: 4 s ahead of this machine'],
  [-31_000, 'clock: 31 s behind this machine; set the clock of this machine (NTP)'],
])('a clock that is %i ms off: %s', (clockOffsetMs, line) => {
  const account = { id: 'mine', family: 'xai', baseUrl: 'https://api.x.ai/v1', state: 'works' } as const;
  expect(
    renderCheck({ ...account, clockOffsetMs }, NAMES, 'en')
      .at(-1)
      ?.trim(),
  ).toBe(line);
});

test('a variable or a provider that is missing is named in both languages', () => {
  const ways = ['A_API_KEY', 'B_API_KEY with B_BASE_URL'];
  expect(renderNoProvider(ways, 'zh')).toContain('A_API_KEY、B_API_KEY 和 B_BASE_URL');
  expect(renderNoProvider(ways, 'en')).toContain('Set one of A_API_KEY, B_API_KEY with B_BASE_URL.');
  const slip = { name: 'T8START_API_KEY', meant: 'T8STAR_API_KEY' };
  expect(renderUnknownVariable(slip, 'zh')).toBe('没有变量 T8START_API_KEY，是否应为 T8STAR_API_KEY？');
  expect(renderUnknownVariable({ name: 'CINEFLOW_X' }, 'en')).toBe('There is no variable CINEFLOW_X');
});

test('other spellings of an address keep its host and encryption', () => {
  expect(otherAddresses('https://relay.example/v1')).toEqual(['https://relay.example']);
  expect(otherAddresses('https://relay.example/api/v1/videos')).toContain('https://relay.example/api/v1');
  expect(otherAddresses('http://relay.example/v1')).toEqual([
    'https://relay.example/v1',
    'https://relay.example',
  ]);
  expect(otherAddresses('https://127.0.0.1:4010/v1')).toContain('http://127.0.0.1:4010/v1');
});

test.each([
  ['http://127.0.0.1:1', true],
  ['http://sandbox:4010/v1', true],
  ['http://192.168.1.9', true],
  ['http://relay.lan', true],
  ['http://relay.example', false],
  ['http://8.8.8.8', false],
])('%s is in a network of our own: %s', (address, isOwn) => {
  expect(isOwnNetwork(address)).toBe(isOwn);
});
