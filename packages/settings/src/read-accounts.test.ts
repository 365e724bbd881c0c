import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';
import { limiterOf } from './provider-settings.ts';
import { secretValues } from './secret-values.ts';
import { SettingsError } from './settings-error.ts';

const KEY_FILE = '/srv/conf/team.key';
const ENV = { CINEFLOW_PROVIDERS_FILE: '/srv/conf/providers.yaml', TEAM_KEY: 'canary-env' };

function read(text: string, env: Record<string, string> = {}) {
  const files: Record<string, string> = {
    '/srv/conf/providers.yaml': text,
    [KEY_FILE]: 'canary-file\n',
    '/srv/conf/empty.key': '\n',
  };
  return parseSettings({ ...ENV, ...env }, (path) => {
    const found = files[path];
    if (found !== undefined) return found;
    throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  });
}

/** Lines of the message, without the folder. */
function linesOf(text: string, env: Record<string, string> = {}): string {
  try {
    read(text, env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error.message).not.toContain('canary');
    return error.message.replaceAll('/srv/conf/', '');
  }
  return expect.fail('accepted');
}

const account = (fields: string) => `providers:\n  - { ${fields} }\n`;
const TEAM = 'name: team, family: comfly, apiKeyFile: team.key';

describe('accounts of providers.yaml', () => {
  test('join those of the variables, each with its own lane', () => {
    const text = `
providers:
  - name: t8star-team
    family: comfly
    dialect: t8star
    apiKeyFile: team.key
    maxConcurrent: 3
    currency: CNY
  - name: site
    family: newapi
    baseUrl: https://relay.example/
    apiKeyEnv: TEAM_KEY
  - name: unused
    family: xai
    apiKeyFile: not-there.key
    enabled: false
`;
    const settings = read(text, { XAI_API_KEY: 'x', SANDBOX_BASE_URL: 'http://127.0.0.1:4010' });
    expect(settings.providers).toMatchObject([
      { id: 'xai', family: 'xai' },
      {
        id: 't8star-team',
        family: 'comfly',
        dialect: 't8star',
        baseUrl: 'https://ai.t8star.org/v1',
        maximum: 3,
        currency: 'CNY',
      },
      { id: 'site', family: 'newapi', baseUrl: 'https://relay.example/v1' },
      { id: 'sandbox' },
    ]);
    expect(settings.providers.map(({ apiKey }) => apiKey.reveal()).slice(1, 3)).toEqual([
      'canary-file',
      'canary-env',
    ]);
    expect(limiterOf(settings, 't8star-team').maximum).toBe(3);
    expect(settings.defaultProvider).toBe('xai');
    expect(inspect(settings, { depth: 9 })).not.toContain('canary');
    expect(secretValues(settings)).toEqual(expect.arrayContaining(['canary-file', 'canary-env']));
  });

  test('may be the default, and have rows of models.yaml', () => {
    const settings = read(account(TEAM), { CINEFLOW_DEFAULT_PROVIDER: 'team' });
    expect(settings.defaultProvider).toBe('team');
    const [only] = settings.providers;
    expect(only).toMatchObject({ id: 'team', dialect: 't8star' });
  });

  test('may have the name of their own preset', () => {
    const text = account('name: t8star, family: comfly, apiKeyEnv: TEAM_KEY');
    expect(read(text).providers).toMatchObject([{ id: 't8star', dialect: 't8star' }]);
  });
});

test.each([
  [
    'name: team, family: t8star, apiKeyFile: team.key',
    'providers.yaml:2:19 providers[0].family: must be one of',
  ],
  ['name: team, family: t8star, apiKeyFile: team.key', 'write family: comfly and dialect: t8star'],
  // It has no presets: it makes pictures, and shots are clips.
  [
    'name: team, family: images, apiKeyFile: team.key',
    'family: must be one of sora-hk, dashscope, openai-videos',
  ],
  ['name: team, family: vertex, apiKeyFile: team.key', 'apiKeyFile: must be the path of the JSON key of a'],
  ['name: team, family: vertex, apiKeyEnv: TEAM_KEY', 'apiKeyEnv: must be the path of the JSON key of a'],
  ['name: Team 1, family: xai, apiKeyFile: team.key', 'providers[0].name: must be 1 to 40 small letters'],
  [
    'name: team, family: openai-videos, dialect: xai, apiKeyFile: team.key',
    'dialect: must be one of aihubmix',
  ],
  ['name: xai, family: newapi, baseUrl: "https://a.example", apiKeyFile: team.key', 'xai is the name of an'],
  ['name: team, family: newapi, apiKeyFile: team.key', 'baseUrl: must be there: newapi has no usual address'],
  ['name: team, family: xai, baseUrl: api.x.ai, apiKeyFile: team.key', 'baseUrl: must be an http or https'],
  [
    'name: team, family: xai, baseUrl: "https://u:canary@api.x.ai", apiKeyFile: team.key',
    'baseUrl: must be an http or https address without user',
  ],
  [
    'name: team, family: xai, baseUrl: "http://0.0.0.0:4010", apiKeyFile: team.key',
    'baseUrl: must be the address by which it is reached',
  ],
  ['name: team, family: xai, apiKey: sk-canary', 'providers[0].apiKey: must not be here: a key never stands'],
  ['name: team, family: xai, token: sk-canary', 'providers[0].token: must not be here'],
  ['name: team, family: xai, apiKeyEnv: sk-canary', 'apiKeyEnv: must be the name of a variable such as'],
  ['name: team, family: xai, apiKeyFile: sk-canary', 'apiKeyFile: must name a file that can be read'],
  ['name: team, family: xai, apiKeyFile: empty.key', 'apiKeyFile: must name a file that is not empty'],
  ['name: team, family: xai, apiKeyEnv: NOT_SET', 'apiKeyEnv: must name a variable that is set'],
  ['name: team, family: xai', 'must have a key: add apiKeyFile or apiKeyEnv to team'],
  ['name: team, family: xai, apiKeyFile: team.key, apiKeyEnv: TEAM_KEY', 'must not be there together with'],
  [
    'name: team, family: xai, apiKeyFile: team.key, maxConcurrent: many',
    'maxConcurrent: must be a whole number',
  ],
  ['name: team, family: xai, apiKeyFile: team.key, colour: red', 'colour: is no field here; fields are name'],
])('%s: %s', (fields, problem) => {
  expect(linesOf(account(fields))).toContain(problem);
});

test('no two accounts have one name or one key', () => {
  const again = `${account(TEAM)}  - { name: team, family: xai, apiKeyEnv: TEAM_KEY }\n`;
  expect(linesOf(again)).toContain(
    'providers.yaml:3:7 providers[1].name: must be another one: providers[0] has it too',
  );
  const preset = account('name: xai, family: xai, apiKeyEnv: TEAM_KEY');
  expect(linesOf(preset, { XAI_API_KEY: 'x' })).toContain('must be another one: XAI_API_KEY has it too');
  const shared = account('name: other, family: comfly, apiKeyEnv: TEAM_KEY');
  expect(linesOf(shared, { T8STAR_API_KEY: 'canary-env' })).toContain(
    'providers[0].apiKeyEnv: must be another key than that of t8star (T8STAR_API_KEY): one account is one provider',
  );
  expect(linesOf('', { T8STAR_API_KEY: 'canary', AIHUBMIX_API_KEY: 'canary' })).toContain(
    'T8STAR_API_KEY="[secret]": must be another key than that of aihubmix (AIHUBMIX_API_KEY)',
  );
});

test('a rehearsal on this machine may use one key for everything', () => {
  const here = 'http://127.0.0.1:4010';
  const env = { XAI_API_KEY: 'k', XAI_BASE_URL: here, DASHSCOPE_API_KEY: 'k', DASHSCOPE_BASE_URL: here };
  expect(read('', env).providers).toHaveLength(2);
});
