/**
 * `pnpm chaos:collect [kills]`, default 200: kills workers with -9 during downloads and prints a JSON report. Exit
 * code 1 for a wrong visible byte, a lost take or one paid twice.
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
