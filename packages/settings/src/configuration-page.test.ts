import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { configurationPage } from './configuration-page.ts';
import { VARIABLES } from './environment.ts';

describe.each([
  ['en', 'configuration.md'],
  ['zh', 'configuration.zh-CN.md'],
] as const)('the page in %s', (language, name) => {
  test('is in step with the settings', async () => {
    const file = await readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
    expect(file, 'run pnpm generate').toBe(configurationPage(language));
  });

  test('puts every variable below a heading, once', () => {
    const [, ...sections] = configurationPage(language).split('\n## ');
    const rows = sections.flatMap((section) => section.match(/^\| `\w+`/gm) ?? []);
    expect(rows.toSorted()).toEqual(
      Object.keys(VARIABLES)
        .map((variable) => `| \`${variable}\``)
        .toSorted(),
    );
  });
});
