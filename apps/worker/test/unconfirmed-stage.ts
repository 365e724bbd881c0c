import type { Book } from '@cineflow/book';
import { openBookOf } from '@cineflow/platform';
import { parseSettings } from '@cineflow/settings';
import { makeTempDirectory, testPrefix } from '@cineflow/testkit';
import { createContext, type WorkerContext } from '../src/context.ts';
import { redisTimeMs } from '../src/maintenance/listed-operations.ts';

/** The take of a stage. */
export const TAKE = 'sb_1-1-1';

/** A worker's context that no worker runs on. */
export interface UnconfirmedStage extends AsyncDisposable {
  context: WorkerContext;
  take(): ReturnType<Book['takes']['read']>;
}

/** One take whose create has no outcome and was not bought; `wrap` may change the book a worker sees. */
export async function startUnconfirmed(
  servers: { redisUrl: string; sandboxUrl: string; env?: Readonly<Record<string, string>> },
  wrap: (book: Book) => Book = (book) => book,
): Promise<UnconfirmedStage> {
  const data = await makeTempDirectory('reconcile');
  const settings = parseSettings({
    REDIS_URL: servers.redisUrl,
    CINEFLOW_PREFIX: testPrefix().slice(1, -1),
    OUTPUT_DIR: `${data.path}/clips`,
    CINEFLOW_DATA_DIR: data.path,
    SORA_API_KEY: 'k',
    SORA_BASE_URL: `${servers.sandboxUrl}/v1`,
    CINEFLOW_SUBMIT_TIMEOUT_MS: '300',
    CINEFLOW_STALL_MS: '1000',
    CINEFLOW_SETTLE_MS: '300',
    LOG_LEVEL: 'silent',
    ...servers.env,
  });
  const context = createContext(settings, { book: wrap(openBookOf(settings)) });
  context.recovering.clear();
  const { book, redis } = context;
  await book.storyboards.accept({ storyboard: planned() });
  const epoch = await book.identity.raiseEpoch({});
  const at = await redisTimeMs(redis);
  const begun = await book.takes.begin({ takeId: TAKE, attemptId: 'a1', epoch, knownVersion: 0, at });
  if (begun.verdict !== 'go') throw new Error(`The licence was refused: ${begun.verdict}`);
  await book.takes.markUnconfirmed({ takeId: TAKE, by: { attemptId: 'a1' }, at, detail: {} });
  return {
    context,
    take: () => book.takes.read({ takeId: TAKE }),
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await data[Symbol.asyncDispose]();
    },
  };
}

function planned() {
  const request = {
    model: 'sora-2',
    prompt: 'a heron lands',
    inputs: [],
    durationSeconds: 10,
    aspectRatio: '16:9',
  } as const;
  return {
    id: 'sb_1',
    name: 'heron',
    providerId: 'sora-hk',
    model: 'sora-2',
    priority: 'normal',
    force: false,
    warnings: [],
    takes: [{ providerId: 'sora-hk', segmentIndex: 1, takeNumber: 1, request, fingerprint: 'f' }],
  } as const;
}
