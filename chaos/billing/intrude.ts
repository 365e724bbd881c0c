import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, startWorker } from '@cineflow/testkit';
import { chaosEnvironment } from '../harness/patch.ts';
import type { Striking } from './striking.ts';
import { mutantPatches } from './mutants.ts';

/** Time in which a foreign worker could take over Redis, ms. */
const STAY_MS = 4000;
const REFUSAL = 'Redis belongs to another book';
const TAKEN_OVER = 'Redis is whole again';

/** Starts a worker with its own empty book on this Redis. It must report that and leave Redis alone. */
export async function intrude({ plan, fixture, count }: Striking): Promise<void> {
  await using redis = connectRedis(fixture.redis.url());
  // A Redis that was just emptied belongs to no book yet.
  const owner = await redis.hget('{chaos}:epoch', 'bookId');
  if (owner === null) return;
  const { DATABASE_URL: _, ...env } = fixture.env;
  const folder = join(fixture.directory, `intruder-${Math.round(performance.now())}`);
  const worker = await startWorker({
    ...env,
    ...chaosEnvironment(mutantPatches({ ...plan, book: 'sqlite' })),
    REDIS_URL: fixture.redis.url(),
    CINEFLOW_DATA_DIR: folder,
    OUTPUT_DIR: join(folder, 'clips'),
  }).catch(() => null);
  if (worker === null) return;
  count('intruder');
  await sleep(STAY_MS);
  const said = worker.lines().join('\n');
  await worker.kill('SIGKILL');
  if (!said.includes(REFUSAL))
    fixture.oddities.push('a worker with another book did not say that Redis is not its own');
  if (said.includes(TAKEN_OVER)) fixture.oddities.push('a worker with another book made Redis its own');
}
