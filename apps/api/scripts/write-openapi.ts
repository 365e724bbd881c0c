import { parseSettings } from '@cineflow/settings';
import { createLogger } from '@cineflow/telemetry';
import { readFileSync, writeFileSync } from 'node:fs';
import { buildApp } from '../src/app.ts';
import { createContext } from '../src/context.ts';

// Writes docs/openapi.json from the routes; with --check only compares it.
const file = new URL('../../../docs/openapi.json', import.meta.url);
const log = createLogger({ name: 'openapi', level: 'silent', secrets: [] });
// An unused address: the description needs no Redis.
await using context = createContext(parseSettings({ REDIS_URL: 'redis://127.0.0.1:1' }), { log });
const app = await buildApp(context);
const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
await app.close();

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write(
    'docs/openapi.json is not what the routes say. Run: node apps/api/scripts/write-openapi.ts\n',
  );
  process.exitCode = 1;
}
