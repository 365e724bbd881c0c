import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** Runs one Lua script on Redis: keys and arguments as the script's header lists them; answers JSON. */
export type RunScript<Reply> = (
  redis: Redis,
  keys: readonly string[],
  args?: readonly (string | number)[],
) => Promise<Reply>;

/**
 * Makes a script of a Lua source and the shared parts it uses. It is called by its hash; a Redis that
 * does not know it (first call, restart, SCRIPT FLUSH) gets the text. The client may send a call again
 * after a reconnect, so every script must give the same answer, or do no harm, when it runs twice.
 */
export function defineScript<Reply>(source: string, includes: readonly string[] = []): RunScript<Reply> {
  const text = [...includes, source].join('\n');
  const hash = createHash('sha1').update(text).digest('hex');
  return async (redis, keys, args = []) => {
    const parameters = [keys.length, ...keys, ...args] as const;
    const reply = await redis.evalsha(hash, ...parameters).catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
        return redis.eval(text, ...parameters);
      throw error;
    });
    return JSON.parse(String(reply)) as Reply;
  };
}

/** Text of a Lua file that lies beside the module `base`. */
export function readLua(base: string, name: string): string {
  return readFileSync(new URL(`./lua/${name}.lua`, base), 'utf8');
}
