import { readFile, writeFile } from 'node:fs/promises';
import { configurationPage } from '../src/configuration-page.ts';

// Writes docs/configuration.md and its Chinese page; with --check only reports whether they are up to date.
const PAGES = [
  ['en', 'configuration.md'],
  ['zh', 'configuration.zh-CN.md'],
] as const;

for (const [language, name] of PAGES) {
  const path = new URL(`../../../docs/${name}`, import.meta.url);
  const text = configurationPage(language);
  if (!process.argv.includes('--check')) {
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    console.error(
      `docs/${name} is behind the settings: run node packages/settings/scripts/write-configuration.ts`,
    );
    process.exitCode = 1;
  }
}
