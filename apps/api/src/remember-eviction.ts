const REMEMBER_MS = 5_000;

/** Reads from INFO how Redis makes room, and remembers the answer for a while. */
export function createEvictionReader(info: () => Promise<string>): () => Promise<string | null> {
  let known: { at: number; policy: string | null } | undefined;
  return async () => {
    if (known && performance.now() - known.at < REMEMBER_MS) return known.policy;
    const policy = evictionIn(await info());
    known = { at: performance.now(), policy };
    return policy;
  };
}

/** The policy INFO names; null for the one that keeps every key. */
export function evictionIn(info: string): string | null {
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1];
  return policy === undefined || policy === 'noeviction' ? null : policy;
}
