import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { defineScript, type RunScript } from './script.ts';
import { defineStep } from './step-script.ts';

/** Runs one Lua script. The script's header documents its keys and the fields of its argument. */
export type Command<Args extends object, Reply> = (
  redis: Redis,
  keys: readonly string[],
  args: Args,
) => Promise<Reply>;

/** Creates typed commands from the Lua files of one folder. */
export interface CommandFactory {
  /** `defineCommand<Args, Reply>('put-takes')` sends `Args` as one JSON argument to `put-takes.lua`. */
  defineCommand: <Args extends object, Reply>(name: string) => Command<Args, Reply>;
  /** Same for a frequent step: calls within one turn of the event loop are sent together. */
  defineStepCommand: <Args extends object, Reply>(name: string) => Command<Args, Reply>;
}

/** Commands of the Lua files beside the module `base`; all use the Lua in `includes`. */
export function commandsIn(base: string, includes: readonly string[]): CommandFactory {
  const source = (name: string) => readLuaBeside(base, name);
  return {
    defineCommand: (name) => withOneArgument(defineScript(source(name), includes)),
    defineStepCommand: (name) => withOneArgument(defineStep(source(name), includes)),
  };
}

/** Text of a Lua file in the same folder as the module `base`. */
export function readLuaBeside(base: string, name: string): string {
  return readFileSync(new URL(`./${name}.lua`, base), 'utf8');
}

function withOneArgument<Args extends object, Reply>(run: RunScript<Reply>): Command<Args, Reply> {
  return async (redis, keys, args) => run(redis, keys, [JSON.stringify(args)]);
}
