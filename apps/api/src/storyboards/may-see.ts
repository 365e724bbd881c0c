import type { Caller } from '../plugins/api-keys.ts';

/** True for what was ordered with the caller's own key; the operator sees everything. */
export function maySee(caller: Caller, apiKeyName: string | undefined): boolean {
  return caller.scope === 'admin' || (apiKeyName !== undefined && apiKeyName === caller.name);
}
