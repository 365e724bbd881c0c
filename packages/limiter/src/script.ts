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
  const send = createSender([...includes, source].join('\n'));
  return async (redis, keys, args = []) => JSON.parse(String(await send(redis, keys, args))) as Reply;
}

/** Sends keys and arguments to a Lua text and hands back what it returned. */
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

/** Text of a Lua file that lies beside the module `base`. */
export function readLua(base: string, name: string): string {
  return readFileSync(new URL(`./lua/${name}.lua`, base), 'utf8');
}
