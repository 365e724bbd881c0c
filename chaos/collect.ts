/**
 * Kills workers with -9 at random moments of their downloads: `pnpm chaos:collect [kills]`, 200 when absent. Prints a
 * report as JSON; exit code 1 when a wrong byte was ever in sight, a take was lost, or one was paid for twice.
 */
import { probeMp4 } from '@cineflow/storage';
import { findRedis, killCollectors, makeTempDirectory } from '@cineflow/testkit';

const log = (line: string) => console.error(line);
const redis = await findRedis({ log, allowInstall: false });
const output = await makeTempDirectory('chaos');
const report = await killCollectors({
  redisUrl: redis.url,
  outputDirectory: output.path,
  kills: Number(process.argv[2] ?? 200),
  checkClip: probeMp4,
  log,
});
await redis.stop();
await output[Symbol.asyncDispose]();
console.log(JSON.stringify({ chaos: 'collect', ...report }));
const { takes, completed, clips, paid, wrong } = report;
const isGood = wrong.length === 0 && [completed, clips, paid].every((count) => count === takes);
process.exit(isGood ? 0 : 1);
