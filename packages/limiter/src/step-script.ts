import type { Redis } from 'ioredis';
import { createSender, type RunScript } from './script.ts';

/** Maximum calls per batch, a few milliseconds of work in Redis. */
const ROUND_CALLS = 32;

/** Runs the step once per call of a batch. A failure reaches its own caller only. */
const RUN_ROUND = `
local replies, at = {}, 1
while at <= #ARGV do
  local count, args = tonumber(ARGV[at]), {}
  for i = 1, count do args[i] = ARGV[at + i] end
  local done, reply = pcall(step, args)
  replies[#replies + 1] = done and reply or '!' .. (type(reply) == 'table' and reply.err or tostring(reply))
  at = at + count + 1
end
return replies`;

interface Call {
  args: readonly (string | number)[];
  settle: PromiseWithResolvers<unknown>;
}

/**
 * Creates a script for a frequent step. Calls within one turn of the event loop go as one batch. They run one after
 * the other, each with its own reply. A single call does not wait. Otherwise like `defineScript`.
 */
export function defineStep<Reply>(source: string, includes: readonly string[] = []): RunScript<Reply> {
  const send = createSender([...includes, `local function step(ARGV)\n${source}\nend`, RUN_ROUND].join('\n'));
  const gathering = new WeakMap<Redis, Map<string, Call[]>>();

  const sendRound = async (redis: Redis, keys: readonly string[], calls: readonly Call[]): Promise<void> => {
    const args = calls.flatMap((call) => [call.args.length, ...call.args]);
    try {
      const replies = (await send(redis, keys, args)) as string[];
      for (const [index, { settle }] of calls.entries()) answer(settle, replies[index] ?? '!no answer');
    } catch (error) {
      for (const { settle } of calls) settle.reject(error);
    }
  };

  return (redis, keys, args = []) => {
    const settle = Promise.withResolvers<unknown>();
    const rounds = gathering.get(redis) ?? new Map<string, Call[]>();
    gathering.set(redis, rounds);
    const name = keys.join(' ');
    const round = rounds.get(name) ?? [];
    if (round.length === 0) {
      rounds.set(name, round);
      process.nextTick(() => {
        if (rounds.get(name) === round) rounds.delete(name);
        void sendRound(redis, keys, round);
      });
    }
    round.push({ args, settle });
    if (round.length === ROUND_CALLS) rounds.delete(name);
    return settle.promise as Promise<Reply>;
  };
}

function answer(settle: Call['settle'], reply: string): void {
  if (reply.startsWith('!')) settle.reject(new Error(reply.slice(1)));
  else settle.resolve(JSON.parse(reply));
}
