/**
 * `pnpm bench:limiter [hand-off] [idle] [commands] [throughput] [in-flight]`: cost and speed of the limiter as a
 * table and one JSON line. Each case has its own Redis and book (BENCH_BOOK=postgres for PostgreSQL). Run it on a
 * quiet machine.
 */
import {
  benchCommands,
  benchHandOff,
  benchIdle,
  benchInFlight,
  benchThroughput,
  type Figure,
} from './limiter/cases.ts';

const CASES: Record<string, () => Promise<Figure[]>> = {
  'hand-off': benchHandOff,
  idle: benchIdle,
  commands: benchCommands,
  throughput: () => benchThroughput(),
  'in-flight': benchInFlight,
};

const wanted = process.argv.slice(2);
const figures: Figure[] = [];
for (const [name, bench] of Object.entries(CASES)) {
  if (wanted.length === 0 || wanted.includes(name)) figures.push(...(await bench()));
}
console.table(figures);
console.log(JSON.stringify({ bench: 'limiter', figures }));
process.exit(0);
