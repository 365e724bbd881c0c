import type { RunFolder } from './choose-run-folder.ts';

/** Operations in flight: our limit over all three providers, and that of the sandbox. */
export const LIMIT = 9;
const PROVIDERS = 3;

/** The other provider of the demo, with a wire of its own. It sells in yuan. */
export const SECOND_PROVIDER = 'dashscope';

const KEY = 'demo-key';

/**
 * Faults of `--faults`. Creates: one in three is accepted, but its answer is a 502, a lost connection or broken JSON.
 * Some creates get a 429, for four seconds all. Clips: every third download is faulty.
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

/** A seed with which every fault occurs within two dozen creates and clips. */
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

/** Environment of API and workers, with waits shortened to seconds. */
export function appEnvironment(
  run: RunFolder,
  urls: { redis: string; sandbox: string; api: string },
): Record<string, string> {
  return {
    REDIS_URL: urls.redis,
    CINEFLOW_PREFIX: run.prefix,
    OUTPUT_DIR: run.clips,
    CINEFLOW_DATA_DIR: run.data,
    SORA_API_KEY: KEY,
    SORA_BASE_URL: urls.sandbox,
    DASHSCOPE_API_KEY: KEY,
    DASHSCOPE_BASE_URL: urls.sandbox,
    GEMINI_API_KEY: KEY,
    GEMINI_BASE_URL: `${urls.sandbox}/gemini`,
    // Where providers fetch pictures.
    CINEFLOW_PUBLIC_URL: urls.api,
    CINEFLOW_DEFAULT_PROVIDER: 'sora-hk',
    CINEFLOW_RATES: 'CNY=0.14',
    // Each provider has a lane and a limit of its own.
    MAX_CONCURRENT_TASKS: String(LIMIT / PROVIDERS),
    CINEFLOW_DEGRADED_LIMIT: '2',
    CINEFLOW_COOLDOWN_MS: '2000',
    CINEFLOW_RECOVERY_STEP_MS: '500',
    CINEFLOW_SUBMIT_TIMEOUT_MS: '5000',
    CINEFLOW_SETTLE_MS: '5000',
    CINEFLOW_STALL_MS: '3000',
    CINEFLOW_POLL_MAX_MS: '1000',
  };
}
