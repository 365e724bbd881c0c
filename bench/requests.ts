/**
 * `pnpm bench:requests [takes:renderMs:inFlight:scale …]`: requests per take, and how late finished renders are
 * noticed. `renderMs` may be a range. Scale 0 simulates, 1 is a real run, 10 a ten times faster one. Prints a table
 * and one JSON line; exit code 1 above 8 requests per take.
 */
import { findRedis } from '@cineflow/testkit';
import { requestsPerTake, type Figures, type RequestCase } from './requests/figures.ts';
import { measureReal } from './requests/real.ts';
import { simulate } from './requests/simulate.ts';

const MOST_PER_TAKE = 8;
const DEFAULT_CASES = [
  '40:300000:20:0',
  '40:240000-360000:20:0',
  '1000:240000-360000:20:0',
  '40:240000-360000:20:10',
];

function parseCase(text: string): RequestCase {
  const [takes = '40', renderMs = '300000', inFlight = '20', scale = '0'] = text.split(':');
  const [from = 0, to = from] = renderMs.split('-').map(Number);
  return { takes: Number(takes), renderMs: [from, to], inFlight: Number(inFlight), scale: Number(scale) };
}

const cases = (process.argv.length > 2 ? process.argv.slice(2) : DEFAULT_CASES).map(parseCase);
const redis = await findRedis({ log: (line) => console.error(line), allowInstall: false });
const figures: Figures[] = [];
for (const one of cases) figures.push(one.scale === 0 ? simulate(one) : await measureReal(one, redis.url));
await redis.stop();
const rows = figures.map((one) => ({ ...one, perTake: requestsPerTake(one) }));
console.table(rows);
console.log(JSON.stringify({ bench: 'requests', figures: rows }));
process.exitCode = rows.some(({ perTake }) => perTake > MOST_PER_TAKE) ? 1 : 0;
