import type { Caller } from '../plugins/api-keys.ts';

/** True for what was ordered with the caller's own key; the operator sees everything. */
export function maySee(caller: Caller, spender: string | null | undefined): boolean {
  return caller.scope === 'admin' || (spender !== null && spender !== undefined && spender === caller.name);
}
