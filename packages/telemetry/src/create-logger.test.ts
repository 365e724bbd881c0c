import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger, type LoggerSettings } from './create-logger.ts';

const canary = 'canary-"k3y/+é';
const dbPassword = 'hunter#two';

function listen(level = 'trace', more: Partial<LoggerSettings> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({
    name: 'test',
    level,
    secrets: [canary, dbPassword, 'true', 'ab'],
    destination,
    ...more,
  });
  const entries = (): Record<string, unknown>[] =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines, entries };
}

const signed = 'https://cdn.example/clip.mp4?Expires=1&Signature=canary-signature';
const cyclic: Record<string, unknown> = { note: `has ${canary}` };
cyclic['self'] = cyclic;

test.each<[string, unknown[]]>([
  ['message', [`key ${canary} refused`]],
  ['message argument', ['key %s refused', canary]],
  ['object argument', ['refused %o', { deep: { key: canary } }]],
  ['field', [{ note: canary }]],
  ['field inside text of JSON', [{ body: JSON.stringify({ note: canary }) }]],
  ['nested field', [{ one: { two: [{ three: `x${canary}x` }] } }]],
  ['cyclic object', [cyclic]],
  ['error', [new Error(`refused ${canary}`)]],
  ['error in a field', [{ err: new Error('outer', { cause: new Error(canary) }) }, 'failed']],
  ['error under another name', [{ error: new Error(canary) }]],
  ['cause of a cause', [new Error('a', { cause: new Error('b', { cause: { key: canary } }) })]],
  ['one of several errors', [new AggregateError([new Error(canary)], 'all failed')]],
  ['property of an error', [Object.assign(new Error('x'), { options: { headers: { 'x-own': canary } } })]],
  ['thrown text', [{ err: canary }]],
  ['query of an address', [{ url: `https://relay/v1?key=${encodeURIComponent(canary)}` }]],
  ['base64', [{ note: Buffer.from(canary).toString('base64') }]],
  ['address of the database', [`connect redis://user:${dbPassword}@host:6379/0 failed`]],
])('hides a known secret in a %s', (_where, args) => {
  const { logger, lines, entries } = listen();
  Reflect.apply(logger.error, logger, args);
  expect(entries()).toHaveLength(1);
  const text = lines.join('');
  for (const part of ['canary', 'k3y', 'hunter', 'Y2FuYXJ5']) expect(text).not.toContain(part);
});

test.each<[string, unknown[]]>([
  ['user of any address', ['proxy http://me:canary-password@proxy:8080 refused']],
  ['user with an "@" in the password', ['redis://:canary@canary@host:1/0']],
  ['signature of a result link', [{ err: new Error(`GET ${signed} failed`) }]],
  ['nested link', [{ take: { video: { url: signed } } }]],
  ['bearer credential', ['sent Authorization: Bearer canary-token-1']],
  ['basic credential', [{ note: 'Basic canarycanary=' }]],
  ['member with a telling name', [{ a: { b: { c: { d: { api_key: 'canary' } } } } }]],
  ['telling name with a list or a number', [{ a: { cookie: ['canary'], token: 8_675_309 } }]],
  ['headers', [{ request: { headers: { anything: 'canary' } } }]],
  ['query of our own', [{ req: { url: '/v1/events?token=canary&x=1' } }]],
])('hides an unknown secret as %s', (_where, args) => {
  const { logger, lines, entries } = listen();
  Reflect.apply(logger.info, logger, args);
  expect(entries()).toHaveLength(1);
  expect(lines.join('')).not.toMatch(/canary|8675309/);
});

test('hides secrets in the fields of a child logger', () => {
  const { logger, lines } = listen();
  logger.child({ note: canary }).info('hello');
  expect(lines.join('')).not.toContain('canary');
});

test('keeps a line readable when a secret is a common word', () => {
  const { logger, entries } = listen();
  logger.info({ done: true, shot: 'ab' }, 'nothing to hide at https://cdn.example/a.mp4');
  expect(entries()).toMatchObject([
    {
      level: 'info',
      name: 'test',
      done: true,
      shot: 'ab',
      msg: 'nothing to hide at https://cdn.example/a.mp4',
    },
  ]);
});

test('keeps kind, code and causes of an error', () => {
  const { logger, entries } = listen();
  const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  logger.error({ err: new TypeError('fetch failed', { cause }) }, 'poll failed');
  expect(entries()).toMatchObject([
    { err: { type: 'TypeError', message: 'fetch failed', cause: { message: 'reset', code: 'ECONNRESET' } } },
  ]);
});

test('writes nothing below its level', () => {
  const { logger, lines } = listen('warn');
  logger.info('not this');
  expect(lines).toEqual([]);
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('writes at most five equal errors a second, counts the rest', () => {
  const { logger, entries } = listen();
  for (let number = 0; number < 4_000; number += 1)
    logger.error({ err: new Error('OOM'), number }, 'redis failed');
  expect(entries()).toHaveLength(5);
  vi.advanceTimersByTime(1_000);
  expect(entries().at(-1)).toMatchObject({
    level: 'error',
    suppressed: 3_995,
    repeated: 'redis failed: OOM',
  });
  logger.error({ err: new Error('OOM') }, 'redis failed');
  expect(entries()).toHaveLength(7);
});

test('writes one line a second per trouble', () => {
  const groupOf = ({ message }: Error) => (message.startsWith('OOM') ? 'redis' : null);
  const { logger, entries } = listen('info', { groupOf });
  for (let number = 0; number < 3_000; number += 1) {
    logger.warn({ err: new Error(`OOM ${number}`) }, `step ${number}`);
    logger.error(new Error(`OOM ${number}`));
  }
  logger.warn({ err: new Error('other') }, 'step');
  expect(entries().map(({ msg }) => msg)).toEqual(['step 0', 'step']);
  vi.advanceTimersByTime(1_000);
  logger.warn({ err: new Error('OOM again') }, 'later');
  expect(entries().map(({ msg }) => msg)).toEqual(['step 0', 'step', 'later']);
});

test('counts different errors apart and leaves ordinary lines alone', () => {
  const { logger, entries } = listen();
  for (let number = 0; number < 10; number += 1) {
    logger.info('tick');
    logger.error(`error ${number}`);
  }
  vi.advanceTimersByTime(1_000);
  expect(entries()).toHaveLength(20);
});
