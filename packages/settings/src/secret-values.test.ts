import { inspect } from 'node:util';
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

test('never prints a secret in a problem', () => {
  const error = problemsOf({
    REDIS_URL: 'http://user:hunter2@host',
    SORA_BASE_URL: 'https://user:hunter2@host',
    HTTPS_PROXY: 'socks5://me:hunter@2@host',
    CINEFLOW_BOARD_PASSWORD: 'hunter2',
  });
  expect(error.problems).toHaveLength(3);
  expect(error.message).not.toMatch(/hunter/);
});

test.each([
  'redis://:can%ary@host:6379',
  'redis://:can%ary%2@host:6379/0',
  'redis://can%ary:canary@host',
  'redis://:can#ary@host:6379',
  'redis://user:12#canary@host:6379',
  'redis://:can/ary@host:6379',
  'redis://user:12/canary@host:6379',
  'redis://:can?ary@host:6379',
  'redis://user:1?canary@host:6379',
  'rediss://:canary%@host',
])('the address %s is refused with how to write it, and without its password', (address) => {
  for (const variable of ['REDIS_URL', 'HTTPS_PROXY']) {
    const value = variable === 'REDIS_URL' ? address : address.replace(/^rediss?/, 'http');
    const { problems, message } = problemsOf({ [variable]: value });
    expect(problems).toMatchObject([{ variable, fix: expect.stringContaining('% as %25') as string }]);
    expect(message).not.toMatch(/can|ary/);
  }
});

test('takes a secret from a file, and only from one place', () => {
  const readSecret = (path: string): string => {
    if (path === '/run/key') return `content-of-${path}\n`;
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  };
  const settings = parseSettings({ SORA_API_KEY_FILE: '/run/key' }, readSecret);
  expect(settings.providers[0]?.apiKey.reveal()).toBe('content-of-/run/key');
  const both = { SORA_API_KEY_FILE: '/run/key', SORA_API_KEY: 'x' };
  expect(() => parseSettings(both, readSecret)).toThrow('must not be set together with SORA_API_KEY');
  expect(() => parseSettings({ SORA_API_KEY_FILE: '/nowhere/at/all' })).toThrow('a file that can be read');
});

test('prints no secret, and lists the secrets for the logger', () => {
  const settings = parseSettings({
    SORA_API_KEY: 'canary-key',
    CINEFLOW_BOARD_USER: 'me',
    CINEFLOW_BOARD_PASSWORD: 'canary-board',
    REDIS_URL: 'redis://user:canary%2Fredis@host:1',
  });
  const { providers, api } = settings;
  const printed = [
    inspect(settings, { depth: 9 }),
    JSON.stringify({ providers, api }),
    String(providers[0]?.apiKey) + String(api.board?.password),
  ];
  expect(printed.join('\n')).not.toMatch(/canary-/);
  expect(secretValues(settings)).toEqual(['canary-key', 'canary-board', 'canary%2Fredis', 'canary/redis']);
});
