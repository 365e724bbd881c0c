/**
 * Requests a take costs the provider: `pnpm bench:requests [takes:renderMs:inFlight:scale …]`; prints a table and one
 * JSON line. `renderMs` may be a range; a run with scale 10 is ten times as fast. Exit code 1 where a take costs more
 * than 8 requests.
 */
import { findRedis } from '@cineflow/testkit';
import { requestsPerTake, type Figures, type RequestCase } from './requests/figures.ts';
import { measureReal } from './requests/real.ts';

const MOST_PER_TAKE = 8;
const DEFAULT_CASES = ['40:240000-360000:20:10'];

function parseCase(text: string): RequestCase {
  const [takes = '40', renderMs = '300000', inFlight = '20', scale = '1'] = text.split(':');
  const [from = 0, to = from] = renderMs.split('-').map(Number);
  return { takes: Number(takes), renderMs: [from, to], inFlight: Number(inFlight), scale: Number(scale) };
}

const redis = await findRedis({ log: (line) => console.error(line), allowInstall: false });
const figures: Figures[] = [];
const cases = process.argv.length > 2 ? process.argv.slice(2) : DEFAULT_CASES;
for (const text of cases) figures.push(await measureReal(parseCase(text), redis.url));
await redis.stop();
const rows = figures.map((one) => ({ ...one, perTake: requestsPerTake(one) }));
console.table(rows);
console.log(JSON.stringify({ bench: 'requests', figures: rows }));
process.exitCode = rows.some(({ perTake }) => perTake > MOST_PER_TAKE) ? 1 : 0;
