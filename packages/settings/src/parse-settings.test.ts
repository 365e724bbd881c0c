import { expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';
import { secretValues } from './secret-values.ts';
import { SettingsError } from './settings-error.ts';

function problemsOf(env: Record<string, string>): SettingsError {
  try {
    parseSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
  }
  return expect.fail('accepted');
}

test('has a default for all but the secrets', () => {
  expect(parseSettings({})).toEqual({
    redis: { url: 'redis://127.0.0.1:6379', prefix: 'cineflow' },
    api: { host: '127.0.0.1', port: 8080, isOpen: false },
    outputDirectory: './output',
    book: { dataDirectory: './data', currency: 'USD', isCurrencySet: false, rates: {} },
    journalDirectory: 'data/journal',
    spoolDirectory: 'data/spool',
    logLevel: 'info',
    logFormat: 'auto',
    takesPerShot: 1,
    openTakesPerKey: 100_000,
    pictures: { perKey: 10_000 },
    providers: [],
    proxy: { exceptHosts: [] },
    limiter: {
      maximum: 20,
      degraded: 5,
      tripAfter: 2,
      cooldownMs: 600_000,
      cooldownGrowth: 1,
      cooldownMaxMs: 3_600_000,
      recoveryStepMs: 60_000,
    },
    submit: { jitter: { minMs: 0, maxMs: 0 }, timeoutMs: 60_000, settleMs: 120_000 },
    poll: { minMs: 250, maxMs: 30_000, limitMs: 2_100_000, maxPerSecond: 50 },
    storage: { reserveBytes: 512 * 1024 * 1024 },
    collect: { concurrency: 8 },
    worker: { concurrency: 50, stallMs: 10_000 },
    notes: [],
  });
});

test('clips go to a bucket with everything the store needs', () => {
  const { storage } = parseSettings({
    CINEFLOW_STORAGE: 's3',
    S3_BUCKET: 'clips',
    S3_ENDPOINT: 'http://127.0.0.1:9000',
    S3_FORCE_PATH_STYLE: 'true',
    S3_PREFIX: 'drama/',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'hidden words',
    CINEFLOW_STORAGE_RESERVE_MB: '1',
  });
  expect(storage).toEqual({
    reserveBytes: 1024 * 1024,
    s3: {
      bucket: 'clips',
      endpoint: 'http://127.0.0.1:9000',
      region: 'us-east-1',
      prefix: 'drama/',
      forcePathStyle: true,
      checksums: true,
      redirect: true,
      credentials: { accessKeyId: 'id', secretAccessKey: expect.anything() as object },
    },
  });
  expect(JSON.stringify(storage)).not.toContain('hidden words');
});

test('names a missing bucket, half a key and a bad prefix', () => {
  const { problems } = problemsOf({ CINEFLOW_STORAGE: 's3', S3_ACCESS_KEY_ID: 'id' });
  expect(problems.map(({ variable }) => variable)).toEqual(['S3_BUCKET', 'S3_SECRET_ACCESS_KEY']);
  for (const prefix of ['clips', '/clips/', '/'])
    expect(problemsOf({ S3_PREFIX: prefix }).problems[0]?.variable).toBe('S3_PREFIX');
});

test('is frozen to the bottom', () => {
  const settings = parseSettings({});
  expect([settings, settings.limiter, settings.submit.jitter].every(Object.isFrozen)).toBe(true);
});

test('counts blank variables as unset', () => {
  expect(parseSettings({ PORT: '', SORA_API_KEY: '  ' })).toEqual(parseSettings({}));
});

test.each([
  ['https://api.sora.hk', 'https://api.sora.hk/v1'],
  ['https://api.sora.hk/', 'https://api.sora.hk/v1'],
  ['https://api.sora.hk/v1', 'https://api.sora.hk/v1'],
  ['https://api.sora.hk/v1/', 'https://api.sora.hk/v1'],
  ['http://127.0.0.1:9000/relay/', 'http://127.0.0.1:9000/relay'],
])('reads the base address %s as %s', (given, used) => {
  expect(parseSettings({ SORA_API_KEY: 'k', SORA_BASE_URL: given }).providers[0]?.baseUrl).toBe(used);
});

test('sets up each account whose variables are there, with its limit', () => {
  const settings = parseSettings({
    SORA_API_KEY: 'k',
    SORA_MAX_CONCURRENT: '3',
    SANDBOX_BASE_URL: 'http://127.0.0.1:4010',
    CINEFLOW_DEFAULT_PROVIDER: 'sandbox',
  });
  const apiKey = expect.anything() as object;
  expect(settings.providers).toEqual([
    { id: 'sora-hk', family: 'sora-hk', apiKey, baseUrl: 'https://api.sora.hk/v1', maximum: 3 },
    { id: 'sandbox', family: 'sandbox', apiKey, baseUrl: 'http://127.0.0.1:4010/v1' },
  ]);
  expect(settings.defaultProvider).toBe('sandbox');
  expect(parseSettings({ SORA_API_KEY: 'k' }).defaultProvider).toBe('sora-hk');
});

test.each([
  [{ CINEFLOW_DEFAULT_PROVIDER: 'acme', SORA_API_KEY: 'k' }, 'write one of sora-hk'],
  [
    { CINEFLOW_DEFAULT_PROVIDER: 'sandbox', SORA_API_KEY: 'k' },
    'set SANDBOX_BASE_URL too, or write one of sora-hk',
  ],
  [{ CINEFLOW_DEFAULT_PROVIDER: 'sora-hk' }, 'set SORA_API_KEY too, or leave it out'],
  [
    { CINEFLOW_DEFAULT_PROVIDER: 'sora-hk,sandbox', SORA_API_KEY: 'k' },
    'names 2 providers, and there is one default: write one of sora-hk',
  ],
  [{ SORA_MAX_CONCURRENT: '0' }, 'must be a whole number from 1 to 10000'],
])('says how to set up providers: %o', (env, fix) => {
  expect(problemsOf(env).problems).toMatchObject([{ fix: expect.stringContaining(fix) as string }]);
});

test.each([
  [{ CINEFLOW_SUBMIT_JITTER_MS: '100-200' }, { minMs: 100, maxMs: 200 }],
  [{ CINEFLOW_SUBMIT_JITTER_MS: '700' }, { minMs: 0, maxMs: 700 }],
  [
    { CINEFLOW_SUBMIT_JITTER_MS: '0', NODE_ENV: 'production' },
    { minMs: 0, maxMs: 0 },
  ],
  [{ NODE_ENV: 'production' }, { minMs: 500, maxMs: 3_000 }],
  [{ NODE_ENV: 'test' }, { minMs: 0, maxMs: 0 }],
])('reads the jitter from %o', (env, jitter) => {
  expect(parseSettings(env).submit.jitter).toEqual(jitter);
});

test('names every wrong variable with its value and the fix', () => {
  const error = problemsOf({
    PORT: '70000',
    MAX_CONCURRENT_TASKS: 'many',
    LOG_LEVEL: 'loud',
    SORA_BASE_URL: 'api.sora.hk',
    CINEFLOW_SUBMIT_JITTER_MS: '300-100',
    REDIS_URL: 'http://x',
  });
  expect(Object.fromEntries(error.problems.map(({ variable, value }) => [variable, value]))).toEqual({
    PORT: '70000',
    MAX_CONCURRENT_TASKS: 'many',
    LOG_LEVEL: 'loud',
    SORA_BASE_URL: 'api.sora.hk',
    CINEFLOW_SUBMIT_JITTER_MS: '300-100',
    REDIS_URL: 'http://x',
  });
  expect(error.message).toContain('PORT="70000": must be a whole number from 0 to 65535');
});

test.each([
  ['redis://:c%23%25%40%2F@host:6379/1', 'c#%@/'],
  ['redis://:c:an@ary@host', 'c:an@ary'],
  ['redis://host:6379?password=c%23anary', 'c#anary'],
  ['redis://[::1]:6379', undefined],
])('the address %s is taken, and its password known to the logger', (address, password) => {
  const settings = parseSettings({ REDIS_URL: address });
  expect(settings.redis.url).toBe(address);
  expect(secretValues(settings).at(-1)).toBe(password);
});

test.each(['redis:', 'redis://', 'http://', 'redis:///1', '://', 'host:6379'])(
  'the address %j leads nowhere and is refused',
  (address) => {
    expect(problemsOf({ REDIS_URL: address }).problems).toMatchObject([{ variable: 'REDIS_URL' }]);
  },
);

test.each([
  ['REDIS_URL', 'http://:can#ary@host'],
  ['REDIS_URL', 'canary@host'],
  ['REDIS_URL', 'http://host?password=canary'],
  ['SORA_BASE_URL', 'https://user:can/ary@host'],
  ['SORA_BASE_URL', 'https://host/v1?key=canary'],
  ['S3_ENDPOINT', 'ftp://can?ary@host'],
])('%s=%s is shown without what may be secret', (variable, value) => {
  expect(problemsOf({ [variable]: value }).message).not.toMatch(/canary|ary@|can[#/?]/);
});

test('wants user and password of the dashboard together', () => {
  expect(problemsOf({ CINEFLOW_BOARD_USER: 'a' }).problems).toMatchObject([
    { variable: 'CINEFLOW_BOARD_PASSWORD' },
  ]);
  expect(problemsOf({ CINEFLOW_BOARD_PASSWORD: 'a' }).problems).toMatchObject([
    { variable: 'CINEFLOW_BOARD_USER' },
  ]);
});

test('refuses a shortest poll wait above the longest', () => {
  const { problems } = problemsOf({ CINEFLOW_POLL_MIN_MS: '500', CINEFLOW_POLL_MAX_MS: '400' });
  expect(problems).toMatchObject([{ variable: 'CINEFLOW_POLL_MIN_MS', value: '500' }]);
});

test.each([
  ['a settle time below the submit timeout', { CINEFLOW_SETTLE_MS: '5000' }, '5000', '60000'],
  [
    'a submit timeout above the usual settle time',
    { CINEFLOW_SUBMIT_TIMEOUT_MS: '180000' },
    '120000',
    '180000',
  ],
])('refuses %s: a create under way would be paid again', (_, env, value, timeout) => {
  const { problems, message } = problemsOf(env);
  expect(problems).toMatchObject([{ variable: 'CINEFLOW_SETTLE_MS', value }]);
  expect(message).toContain(`must not be below CINEFLOW_SUBMIT_TIMEOUT_MS (${timeout})`);
  expect(message).toContain('raise it, or lower CINEFLOW_SUBMIT_TIMEOUT_MS');
});

test('takes a settle time that equals the submit timeout', () => {
  const { submit } = parseSettings({ CINEFLOW_SETTLE_MS: '5000', CINEFLOW_SUBMIT_TIMEOUT_MS: '5000' });
  expect(submit).toMatchObject({ settleMs: 5000, timeoutMs: 5000 });
});

test('bends a degraded limit above the maximum and says so', () => {
  const settings = parseSettings({ MAX_CONCURRENT_TASKS: '3' });
  expect(settings.limiter).toMatchObject({ maximum: 3, degraded: 3 });
  expect(settings.notes).toEqual([expect.stringContaining('CINEFLOW_DEGRADED_LIMIT=5 is above')]);
});

test('notes an unknown variable, most likely mistyped', () => {
  expect(parseSettings({ CINEFLOW_PREFX: 'x' }).notes).toEqual([expect.stringContaining('CINEFLOW_PREFX')]);
});

test('takes the proxy also in lower case', () => {
  const { proxy } = parseSettings({
    https_proxy: 'http://127.0.0.1:7890',
    NO_PROXY: 'localhost, .example.com',
  });
  expect(proxy).toEqual({ https: 'http://127.0.0.1:7890', exceptHosts: ['localhost', '.example.com'] });
});

test.each([
  ['CINEFLOW_JOURNAL_KEEP_DAYS', 'the book'],
  ['CINEFLOW_KEYS_FILE', 'pnpm keys create'],
  ['CINEFLOW_REDIS_DURABILITY', 'DATABASE_URL'],
])('answers the old variable %s by one sentence', (name, replacement) => {
  const { notes } = parseSettings({ [name]: 'x' });
  expect(notes).toEqual([expect.stringMatching(`^${name} is no longer used: .*${replacement}.*\\.$`)]);
});
