/**
 * Reads every stored film again and compares it with the ledger and with the JSON beside it.
 * `pnpm verify:files [--offline]`; --offline looks at the sidecars alone and needs no Redis. Prints what is wrong and
 * one JSON line; exit code 1 when a film is missing or damaged.
 */
import { parseSettings } from '@cineflow/settings';
import { createFilmStore } from '@cineflow/storage';
import { createContext } from '../src/context.ts';
import { checkFilms } from '../src/verify/check-films.ts';
import { filmsOfLedger } from '../src/verify/recorded-films.ts';

const settings = parseSettings(process.env);
const store = createFilmStore({ rootDir: settings.outputDirectory, ...settings.storage });
const context = process.argv.includes('--offline') ? null : createContext(settings);
const counts = { good: 0, missing: 0, damaged: 0, unrecorded: 0 };
for await (const { key, verdict } of checkFilms(store, context ? filmsOfLedger(context.ledger) : [])) {
  counts[verdict] += 1;
  if (verdict !== 'good') console.error(`${verdict}: ${key}`);
}
await context?.close();
console.log(JSON.stringify(counts));
process.exitCode = counts.missing + counts.damaged > 0 ? 1 : 0;
