/**
 * Kills workers with -9 at random moments of their downloads: `pnpm chaos:collect [kills]`, 200 when absent. Prints a
 * report as JSON; exit code 1 when a wrong byte was ever in sight, a take was lost, or one was paid for twice.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeFilm } from '@cineflow/storage';
import { findRedis, killCollectors } from '@cineflow/testkit';

const log = (line: string) => console.error(line);
const redis = await findRedis({ log, allowInstall: false });
const outputDirectory = await mkdtemp(join(tmpdir(), 'cineflow-chaos-'));
const report = await killCollectors({
  redisUrl: redis.url,
  outputDirectory,
  kills: Number(process.argv[2] ?? 200),
  checkFilm: probeFilm,
  log,
});
await redis.stop();
await rm(outputDirectory, { recursive: true, force: true });
console.log(JSON.stringify({ chaos: 'collect', ...report }));
const { takes, completed, films, paid, wrong } = report;
const isGood = wrong.length === 0 && [completed, films, paid].every((count) => count === takes);
process.exit(isGood ? 0 : 1);
