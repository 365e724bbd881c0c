import { openBook, type Book } from '@cineflow/book';
import { longestSettle } from '@cineflow/core';
import { parseSettings } from '@cineflow/settings';
import { makeTempDirectory, startSandboxProcess, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { createContext } from '../context.ts';
import { redisTimeMs } from './listed-operations.ts';
import { reconcileAttempts } from './reconcile-attempts.ts';

const HOUR_MS = 3_600_000;
const SETTLE_MS = 60_000;
/** Nothing else is bought, so the list may have stopped. */
const LONGEST_MS = longestSettle(SETTLE_MS);

/** A book whose clock is its own, as that of PostgreSQL is: `aheadMs` before that of Redis. */
function ofOwnClock(book: Book, aheadMs: number): Book {
  const { attempts } = book;
  const open: Book['attempts']['open'] = (args) => attempts.open({ ...args, at: (args.at ?? 0) + aheadMs });
  return { ...book, attempts: { ...attempts, open } };
}

test.each([
  { aheadMs: -HOUR_MS, agoMs: 0, state: 'unconfirmed' },
  { aheadMs: HOUR_MS, agoMs: 0, state: 'unconfirmed' },
  { aheadMs: -HOUR_MS, agoMs: LONGEST_MS + 5000, state: 'queued' },
  { aheadMs: HOUR_MS, agoMs: LONGEST_MS + 5000, state: 'queued' },
])(
  'an attempt of $agoMs ms ago is $state by the clock of its book, $aheadMs ms ahead of Redis',
  async (one) => {
    const { aheadMs, agoMs, state } = one;
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
    const book = ofOwnClock(openBook({ dataDirectory: folder.path, prefix }), aheadMs);
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
      const at = (await redisTimeMs(context.redis)) + aheadMs - agoMs;
      await book.takes.begin({ takeId: 's-1-1', attemptId: 'a', epoch: 0, at });
      await book.takes.markUnconfirmed({ takeId: 's-1-1', by: { attemptId: 'a' }, at, detail: {} });
      context.recovering.clear();

      await reconcileAttempts(context);
      expect((await book.takes.read({ takeId: 's-1-1' }))?.state).toBe(state);
    } finally {
      await context.close();
    }
  },
);
