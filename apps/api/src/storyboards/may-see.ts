import type { Caller } from '../plugins/api-keys.ts';

/** True for orders of the caller's own key; operators see everything. */
export function maySee(caller: Caller, apiKeyName: string | undefined): boolean {
  return caller.scope === 'admin' || (apiKeyName !== undefined && apiKeyName === caller.name);
}
