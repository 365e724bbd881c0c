import { describe, expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';
import { SettingsError } from './settings-error.ts';

function noFiles(path: string): string {
  throw Object.assign(new Error(path), { code: 'ENOENT' });
}

function problemsOf(env: Record<string, string>, readText: (path: string) => string = noFiles) {
  try {
    parseSettings(env, readText);
    return [];
  } catch (error) {
    return error instanceof SettingsError ? error.problems : expect.fail(String(error));
  }
}

describe('an account without a usual address', () => {
  test.each([
    [{ NEWAPI_API_KEY: 'k' }, 'NEWAPI_BASE_URL', 'must be set together with NEWAPI_API_KEY'],
    [
      { NEWAPI_BASE_URL: 'https://relay.example' },
      'NEWAPI_API_KEY',
      'must be set together with NEWAPI_BASE_URL',
    ],
  ])('is refused where half of it is set: %o', (env, variable, fix) => {
    expect(problemsOf(env)).toEqual([{ variable, value: undefined, fix }]);
  });

  test('may lend its key to an account of the file', () => {
    const yaml = `providers:\n  - name: relay\n    family: newapi\n    baseUrl: https://relay.example\n    apiKeyEnv: NEWAPI_API_KEY\n`;
    const readText = (path: string) => (path === 'providers.yaml' ? yaml : noFiles(path));
    expect(problemsOf({ NEWAPI_API_KEY: 'k' }, readText)).toEqual([]);
  });
});

describe('a key', () => {
  test.each([
    ['Bearer sk-1', 'without "Bearer"'],
    ['"sk-1"', 'without quotes'],
    ['sk-…', 'as the provider shows it'],
    ['你的密钥', 'as the provider shows it'],
    ['sk-1 sk-2', 'no spaces'],
  ])('that no header can carry is refused and not shown: %s', (key, fix) => {
    expect(problemsOf({ T8STAR_API_KEY: key })).toEqual([
      { variable: 'T8STAR_API_KEY', value: '[secret]', fix: expect.stringContaining(fix) as string },
    ]);
    const yaml = 'providers:\n  - name: relay\n    family: comfly\n    apiKeyEnv: TEAM_KEY\n';
    const readText = (path: string) => (path === 'providers.yaml' ? yaml : noFiles(path));
    expect(problemsOf({ TEAM_KEY: key }, readText)).toMatchObject([
      { fix: expect.stringContaining(fix) as string },
    ]);
  });

  test('is taken with the signs that keys have', () => {
    expect(problemsOf({ T8STAR_API_KEY: 'sk-Ab_9.x/=+~' })).toEqual([]);
  });
});

describe('the address of an account', () => {
  test.each([
    ['https://relay.example/v1/video/generations', '/video/generations'],
    ['https://relay.example/v1/chat/completions/', '/chat/completions'],
    ['https://relay.example/v2/videos/generations', '/videos/generations'],
    ['https://relay.example/v1/videos', '/videos'],
    ['https://relay.example/v1/models', '/models'],
  ])('is refused as that of one call: %s', (address, call) => {
    expect(problemsOf({ T8STAR_API_KEY: 'k', T8STAR_BASE_URL: address })).toMatchObject([
      {
        variable: 'T8STAR_BASE_URL',
        value: address,
        fix: expect.stringContaining(`leave out ${call}`) as string,
      },
    ]);
  });
});

describe('a variable that does not exist', () => {
  const notesOf = (env: Record<string, string>) => parseSettings(env, noFiles).notes;

  test.each([
    ['T8START_API_KEY', 'T8STAR_API_KEY'],
    ['AIHUBMIX_APIKEY', 'AIHUBMIX_API_KEY'],
    ['T8STAR_TOKEN', 'T8STAR_API_KEY'],
    ['NEWAPI_URL', 'NEWAPI_BASE_URL'],
    ['NEWAPI_BASEURL', 'NEWAPI_BASE_URL'],
    ['CINEFLOW_DATA_DIRS', 'CINEFLOW_DATA_DIR'],
  ])('%s is noted with the one that may be meant', (name, meant) => {
    expect(notesOf({ [name]: 'secret words' })).toEqual([
      `${name} is set, but there is no such variable: is ${meant} meant?`,
    ]);
  });

  test('of another program is none of ours', () => {
    const env = { OPENAI_API_KEY: 'k', GEMINI_MODEL: 'x', SANDBOX_PORT: '4010', DASHSCOPE_API_KEY: 'k' };
    expect(notesOf({ ...env, DASHSCOPE_HTTP_BASE_URL: 'https://x.example', PATH: '/bin' })).toEqual([]);
  });
});
