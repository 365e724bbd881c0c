import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { FILE_NAMES, fileSchema } from './file-schemas.ts';
import { parseSettings } from './parse-settings.ts';
import { providersPage } from './providers-page.ts';

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

test.each(['en', 'zh'] as const)('the page of all providers names every price, in %s', (language) => {
  const page = providersPage(language, new Set(['xai']));
  expect(page).toContain(`[xai](xai${language === 'en' ? '.md' : '.zh-CN.md'})`);
  expect(page).toMatch(/`wan2\.6-t2v` \| \S+ \| 2–15 \| 16:9 .* \| 720P 1080P \| \S+ \| 0\.6 CNY .*\(720P\)/);
  expect(page).toMatch(/`sora-2` .*2026-09-24 \|/);
  // Every row of a table has as many cells as its head.
  for (const table of page.split('\n\n').filter((part) => part.startsWith('|'))) {
    expect(
      new Set(
        table
          .trim()
          .split('\n')
          .map((line) => line.split('|').length),
      ).size,
    ).toBe(1);
  }
});
