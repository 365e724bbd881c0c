const REMEMBER_MS = 5_000;

/** Reads the eviction policy from INFO and caches it for a while. */
export function createEvictionReader(info: () => Promise<string>): () => Promise<string | null> {
  let known: { at: number; policy: string | null } | undefined;
  return async () => {
    if (known && performance.now() - known.at < REMEMBER_MS) return known.policy;
    const policy = evictionIn(await info());
    known = { at: performance.now(), policy };
    return policy;
  };
}

/** The policy in INFO; null for noeviction. */
export function evictionIn(info: string): string | null {
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1];
  return policy === undefined || policy === 'noeviction' ? null : policy;
}
