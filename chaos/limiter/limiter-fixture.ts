import { join } from 'node:path';
import {
  startApi,
  startPrivateRedis,
  startSandboxProcess,
  startTcpProxy,
  startWorker,
  type PrivateRedis,
  type RunningProcess,
  type RunningServer,
  type TcpProxy,
} from '@cineflow/testkit';
import { TIMES, type LimiterPlan } from './limiter-plan.ts';

/** A place for one worker: its process of the moment, and its own line to Redis. */
export interface Place {
  process: RunningProcess;
  proxy: TcpProxy;
  start: () => Promise<RunningProcess>;
  /** A fault is being injected into it. */
  busy: boolean;
}

/** The product as processes, with its own Redis and provider. */
export interface LimiterFixture extends AsyncDisposable {
  redis: PrivateRedis;
  sandbox: RunningServer;
  api: RunningServer;
  places: Place[];
  /** A fault is being injected into Redis. */
  redisBusy: boolean;
}

const KEY = 'chaos-key';

/** Starts everything. Every worker reaches Redis over a proxy that can lose the route. */
export async function startLimiterFixture(plan: LimiterPlan, directory: string): Promise<LimiterFixture> {
  const redis = await startPrivateRedis({ appendonly: true });
  const sandbox = await startSandboxProcess({
    SANDBOX_API_KEY: KEY,
    SANDBOX_SEED: String(plan.seed),
    SANDBOX_RENDER_MS: TIMES.renderMs,
  });
  const env = (redisUrl: string) => ({
    REDIS_URL: redisUrl,
    CINEFLOW_PREFIX: 'chaos',
    OUTPUT_DIR: join(directory, 'clips'),
    CINEFLOW_DATA_DIR: join(directory, 'data'),
    SORA_API_KEY: KEY,
    SORA_BASE_URL: `${sandbox.url}/v1`,
    LOG_LEVEL: 'warn',
    MAX_CONCURRENT_TASKS: String(plan.limit),
    CINEFLOW_STALL_MS: String(TIMES.stallMs),
    CINEFLOW_SUBMIT_TIMEOUT_MS: String(TIMES.submitTimeoutMs),
    CINEFLOW_SETTLE_MS: String(TIMES.settleMs),
    CINEFLOW_COOLDOWN_MS: '500',
    CINEFLOW_RECOVERY_STEP_MS: '100',
    CINEFLOW_POLL_MAX_MS: '1000',
  });
  const api = await startApi({ ...env(redis.url), LOG_LEVEL: 'info' });
  const places = await Promise.all(
    Array.from({ length: plan.workers }, async (): Promise<Place> => {
      const proxy = await startTcpProxy({ port: redis.port });
      const own = { ...env(`redis://127.0.0.1:${proxy.port}`), LOG_LEVEL: 'info' };
      const start = () => startWorker(own);
      return { process: await start(), proxy, start, busy: false };
    }),
  );
  return {
    redis,
    sandbox,
    api,
    places,
    redisBusy: false,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        [api, sandbox, ...places.map(({ process }) => process)].map((one) => one.kill('SIGKILL')),
      );
      await Promise.all(places.map(({ proxy }) => proxy.close()));
      await redis.stop();
    },
  };
}
