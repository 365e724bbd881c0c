/** The long run of the model comparison: `pnpm model:limiter [decisions] [seed]`. */
import { connectRedis, findRedis } from '@cineflow/testkit';
import { compareAtLeast } from './model/compare-at-least.ts';

const [decisions = 5_000_000, seed = Date.now() % 1e9] = process.argv.slice(2).map(Number);
const found = await findRedis({ log: (line) => console.error(line), allowInstall: false });
const startedAt = performance.now();
{
  await using redis = connectRedis(found.url);
  const compared = await compareAtLeast({ redis, decisions, seed });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(JSON.stringify({ model: 'limiter', compared, differences: 0, seed, seconds }));
}
await found.stop();
