import { readFile, writeFile } from 'node:fs/promises';
import { envExample } from '../src/env-example.ts';

const path = new URL('../../../.env.example', import.meta.url);

if (process.argv.includes('--check')) {
  if ((await readFile(path, 'utf8').catch(() => '')) !== envExample()) {
    console.error(
      '.env.example is behind the settings: run node packages/settings/scripts/write-env-example.ts',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(path, envExample());
}
