import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { FILE_NAMES, fileSchema } from './file-schemas.ts';
import { parseSettings } from './parse-settings.ts';

const docs = new URL('../../../docs/', import.meta.url);

describe.each(['files.md', 'files.zh-CN.md'])('the examples of docs/providers/%s', (name) => {
  test('are read unchanged', async () => {
    const page = await readFile(new URL(`providers/${name}`, docs), 'utf8');
    const [providers = '', models = ''] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text);
    const files: Record<string, string> = {
      'providers.yaml': providers,
      'models.yaml': models,
      '/run/secrets/t8star-team': 'one',
    };
    const env = { MY_RELAY_KEY: 'two', DASHSCOPE_API_KEY: 'three' };
    const settings = parseSettings(env, (path) => files[path] ?? expect.fail(`${path} was asked for`));
    expect(settings.providers.map(({ id }) => id)).toEqual(['dashscope', 't8star-team', 'my-relay']);
    const [dashscope, , relay] = settings.providers;
    expect(dashscope?.models?.map(({ id }) => id)).toContain('wan2.8-t2v');
    expect(relay?.models?.map(({ id }) => id)).toContain('kling-v3');
  });
});

test.each(FILE_NAMES)('docs/%s.schema.json is in step with the settings', async (name) => {
  const file = await readFile(new URL(`${name}.schema.json`, docs), 'utf8');
  expect(file, 'run pnpm generate').toBe(fileSchema(name));
});
