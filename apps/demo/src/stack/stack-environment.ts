import type { RunFolder } from './choose-run-folder.ts';

/** Operations in flight at once: ours, and the most the sandbox takes. */
export const LIMIT = 6;

const KEY = 'demo-key';

/**
 * Faults of `--faults`. Creates: one in three is accepted and then hidden behind a 502, a lost connection or half a
 * JSON; now and then, and for four seconds always, one is answered with 429. Clips: every third download is wrong in some way.
 */
export const FAULT_RULES = [
  'accepted-502=0.12',
  'accepted-drop=0.1',
  'accepted-cut-json=0.1',
  'refused-429=0.08',
  'refused-429@8+4',
  'poll-500=0.02',
  'clip-html=0.1',
  'clip-cut=0.12',
  'clip-expired=0.12',
].join(',');

/** A seed by which each of the faults strikes among two dozen creates and clips. */
const SEED = '1';

/** Environment of the sandbox: renders of a few seconds, and the limit the provider enforces. */
export function sandboxEnvironment(run: RunFolder, faults: boolean): Record<string, string> {
  return {
    SANDBOX_API_KEY: KEY,
    SANDBOX_RENDER_MS: '3000-6000',
    SANDBOX_LIMIT: String(LIMIT),
    SANDBOX_SEED: SEED,
    SANDBOX_BILL_FILE: run.billFile,
    ...(faults ? { SANDBOX_FAULTS: FAULT_RULES, SANDBOX_RETRY_AFTER_SECONDS: '1' } : {}),
  };
}

/** Environment of the API and the workers, with the waits of a production set shortened to seconds. */
export function appEnvironment(
  run: RunFolder,
  urls: { redis: string; sandbox: string },
): Record<string, string> {
  return {
    REDIS_URL: urls.redis,
    CINEFLOW_PREFIX: run.prefix,
    OUTPUT_DIR: run.clips,
    CINEFLOW_DATA_DIR: run.data,
    SORA_API_KEY: KEY,
    SORA_BASE_URL: urls.sandbox,
    MAX_CONCURRENT_TASKS: String(LIMIT),
    CINEFLOW_DEGRADED_LIMIT: '2',
    CINEFLOW_COOLDOWN_MS: '2000',
    CINEFLOW_RECOVERY_STEP_MS: '500',
    CINEFLOW_SUBMIT_TIMEOUT_MS: '5000',
    CINEFLOW_SETTLE_MS: '5000',
    CINEFLOW_STALL_MS: '3000',
    CINEFLOW_POLL_MAX_MS: '1000',
  };
}
