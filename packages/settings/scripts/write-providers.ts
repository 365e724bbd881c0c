import { readdir, readFile, writeFile } from 'node:fs/promises';
import { providersPage } from '../src/providers-page.ts';

// Writes docs/providers/README.md and its Chinese page; with --check only reports whether they are up to date.
const folder = new URL('../../../docs/providers/', import.meta.url);
const own = new Set((await readdir(folder)).map((name) => name.replace(/(\.zh-CN)?\.md$/, '')));
const PAGES = [
  ['en', 'README.md'],
  ['zh', 'README.zh-CN.md'],
] as const;

for (const [language, name] of PAGES) {
  const path = new URL(name, folder);
  const text = providersPage(language, own);
  if (!process.argv.includes('--check')) {
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    console.error(
      `docs/providers/${name} is behind the model tables: run node packages/settings/scripts/write-providers.ts`,
    );
    process.exitCode = 1;
  }
}
