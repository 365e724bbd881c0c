import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';
import { SettingsError } from './settings-error.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
const keyFile = JSON.stringify({
  type: 'service_account',
  project_id: 'my-film',
  client_email: 'film@my-film.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
});
const variable = 'GOOGLE_APPLICATION_CREDENTIALS';

type ReadText = (path: string) => string;

/** Settings without `providers.yaml` and `models.yaml`. */
function parse(env: Record<string, string>, readSecret: ReadText) {
  return parseSettings(env, (path) => {
    if (path.endsWith('.yaml')) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return readSecret(path);
  });
}

function problemsOf(env: Record<string, string>, readSecret: ReadText) {
  try {
    parse(env, readSecret);
  } catch (error) {
    if (error instanceof SettingsError) return error;
  }
  return expect.fail('accepted');
}

describe('a key that is a file with a variable of its own', () => {
  test('is read from the path, and brings the further variables along', () => {
    const env = {
      [variable]: '/keys/film.json',
      VERTEX_PROJECT: 'other',
      VERTEX_STORAGE_URI: 'gs://clips/veo',
    };
    const [account] = parse(env, (path) => (path === '/keys/film.json' ? keyFile : '')).providers;
    expect(account).toMatchObject({
      id: 'vertex',
      more: { PROJECT: 'other', LOCATION: 'us-central1', STORAGE_URI: 'gs://clips/veo' },
    });
    expect(account?.apiKey.reveal()).toBe(keyFile);
    expect(JSON.stringify(account)).not.toContain('PRIVATE KEY');
  });

  test.each([
    ['cannot be read', () => expect.fail('gone'), 'a file that can be read'],
    ['is empty', () => ' ', 'a file that is not empty'],
    ['belongs to a person', () => keyFile.replace('service_account', 'authorized_user'), 'a service account'],
  ])('that %s is one problem, told without its content', (_, readSecret, fix) => {
    const { problems, message } = problemsOf({ [variable]: '/keys/film.json' }, readSecret);
    expect(problems).toMatchObject([{ variable, fix: expect.stringContaining(fix) as string }]);
    expect(message).not.toMatch(/PRIVATE KEY|iam\.gserviceaccount/);
  });

  test.each([
    ['VERTEX_PROJECT', 'My Film', 'my-film-42'],
    ['VERTEX_LOCATION', 'Iowa', 'us-central1'],
    ['VERTEX_STORAGE_URI', 's3://clips', 'gs://my-clips/veo'],
    ['VERTEX_STORAGE_URI', 'gs://', 'gs://my-clips/veo'],
  ])('%s=%s is a problem with an example', (name, value, example) => {
    const { problems } = problemsOf({ [variable]: '/k', [name]: value }, () => keyFile);
    expect(problems).toMatchObject([
      { variable: name, value, fix: expect.stringContaining(example) as string },
    ]);
  });
});
