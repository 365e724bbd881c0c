type Environment = Readonly<Record<string, string>>;

const KEY = 'rehearsal';
const LIMIT = '6';

/** A sandbox whose renders take seconds. */
export function sandboxEnvironment(billFile: string): Environment {
  return {
    SANDBOX_API_KEY: KEY,
    SANDBOX_RENDER_MS: '3000-6000',
    SANDBOX_LIMIT: LIMIT,
    SANDBOX_BILL_FILE: billFile,
  };
}

/** API and workers of a rehearsal: the sandbox sells, and waits are short. */
export function rehearsalEnvironment(sandboxUrl: string): Environment {
  return {
    SANDBOX_BASE_URL: sandboxUrl,
    SANDBOX_API_KEY: KEY,
    MAX_CONCURRENT_TASKS: LIMIT,
    CINEFLOW_POLL_MAX_MS: '1000',
  };
}
