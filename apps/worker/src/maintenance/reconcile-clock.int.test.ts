import { openBook, type Book } from '@cineflow/book';
import { parseSettings } from '@cineflow/settings';
import { makeTempDirectory, startSandboxProcess, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { createContext } from '../context.ts';
import { redisTimeMs } from './listed-operations.ts';
import { reconcileAttempts } from './reconcile-attempts.ts';

const HOUR_MS = 3_600_000;
const SETTLE_MS = 60_000;

/** A book whose clock is its own, as that of PostgreSQL is: `aheadMs` before that of Redis. */
function ofOwnClock(book: Book, clock: { aheadMs: number }): Book {
  const { attempts } = book;
  const open: Book['attempts']['open'] = (args) =>
    attempts.open({ ...args, at: (args.at ?? 0) + clock.aheadMs });
  return { ...book, attempts: { ...attempts, open } };
}

test.each([
  ['an hour behind', -HOUR_MS],
  ['an hour ahead', HOUR_MS],
])('an unconfirmed attempt settles by the clock of its book, which is %s of Redis', async (_, aheadMs) => {
  await using folder = await makeTempDirectory('reconcile');
  await using sandbox = await startSandboxProcess({ SANDBOX_API_KEY: 'k' });
  const prefix = testPrefix().slice(1, -1);
  const settings = parseSettings({
    REDIS_URL: inject('redisUrl'),
    CINEFLOW_PREFIX: prefix,
    CINEFLOW_DATA_DIR: folder.path,
    OUTPUT_DIR: folder.path,
    SORA_API_KEY: 'k',
    SORA_BASE_URL: `${sandbox.url}/v1`,
    CINEFLOW_SUBMIT_TIMEOUT_MS: '1000',
    CINEFLOW_SETTLE_MS: String(SETTLE_MS),
    LOG_LEVEL: 'silent',
  });
  const clock = { aheadMs };
  const book = ofOwnClock(openBook({ dataDirectory: folder.path, prefix }), clock);
  const context = createContext(settings, { book });
  try {
    const { degraded, tripAfter, cooldownMs, recoveryStepMs, maximum } = settings.limiter;
    const account = context.accounts.get('sora-hk');
    await account?.lane.configure({ maximum, degraded, tripAfter, cooldownMs, recoveryStepMs });
    const request = { model: 'sora-2', prompt: 'x', inputs: [], durationSeconds: 10, aspectRatio: '16:9' };
    const take = { providerId: 'sora-hk', segmentIndex: 1, takeNumber: 1, fingerprint: 'f', request };
    const storyboard = {
      id: 's',
      name: 's',
      providerId: 'sora-hk',
      model: 'sora-2',
      priority: 'normal',
    } as const;
    await book.storyboards.accept({
      storyboard: { ...storyboard, force: false, warnings: [], takes: [take] },
    });
    const at = (await redisTimeMs(context.redis)) + aheadMs;
    await book.takes.begin({ takeId: 's-1-1', attemptId: 'a', epoch: 0, at });
    await book.takes.markUnconfirmed({ takeId: 's-1-1', by: { attemptId: 'a' }, at, detail: {} });
    context.recovering.clear();

    const stateAfterLook = async () => {
      await reconcileAttempts(context);
      return (await book.takes.read({ takeId: 's-1-1' }))?.state;
    };
    expect(await stateAfterLook()).toBe('unconfirmed');
    clock.aheadMs += SETTLE_MS + 5000;
    if (account) account.search.nextAt = 0;
    expect(await stateAfterLook()).toBe('queued');
  } finally {
    await context.close();
  }
});
