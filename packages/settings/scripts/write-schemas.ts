import { readFile, writeFile } from 'node:fs/promises';
import { FILE_NAMES, fileSchema } from '../src/file-schemas.ts';

// Writes docs/*.schema.json; with --check only reports whether they are up to date.
for (const name of FILE_NAMES) {
  const path = new URL(`../../../docs/${name}.schema.json`, import.meta.url);
  const text = fileSchema(name);
  if (!process.argv.includes('--check')) {
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    console.error(
      `docs/${name}.schema.json is behind the settings: run node packages/settings/scripts/write-schemas.ts`,
    );
    process.exitCode = 1;
  }
}
