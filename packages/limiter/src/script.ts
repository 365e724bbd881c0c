import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** Runs one Lua script; its header documents keys and arguments; replies are JSON. */
export type RunScript<Reply> = (
  redis: Redis,
  keys: readonly string[],
  args?: readonly (string | number)[],
) => Promise<Reply>;

/**
 * Creates a script from a Lua source and shared parts. It is called by hash; the text is sent if Redis does not know
 * it (first call, restart, SCRIPT FLUSH).
 * The client may repeat a call after a reconnect, so every script must be idempotent or harmless when run twice.
 */
export function defineScript<Reply>(source: string, includes: readonly string[] = []): RunScript<Reply> {
  const send = createSender([...includes, source].join('\n'));
  return async (redis, keys, args = []) => JSON.parse(String(await send(redis, keys, args))) as Reply;
}

/** Sends keys and arguments to a script and returns its raw reply. */
export function createSender(text: string): (...call: Parameters<RunScript<unknown>>) => Promise<unknown> {
  const hash = createHash('sha1').update(text).digest('hex');
  return async (redis, keys, args = []) => {
    const parameters = [keys.length, ...keys, ...args] as const;
    return redis.evalsha(hash, ...parameters).catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
        return redis.eval(text, ...parameters);
      throw error;
    });
  };
}

/** Text of a Lua file beside the module `base`. */
export function readLua(base: string, name: string): string {
  return readFileSync(new URL(`./lua/${name}.lua`, base), 'utf8');
}
