import type { ApiKey } from '@cineflow/contracts';

/** What is wrong with a command, in words for the operator. */
export class KeyCommandError extends Error {
  override readonly name = 'KeyCommandError';
}

/** With a new key. A name whose key was revoked may get another one: it keeps its storyboards and what it spent. */
export function addKey(keys: readonly ApiKey[], key: ApiKey): ApiKey[] {
  const before = keys.find(({ name }) => name === key.name);
  if (before !== undefined && before.revokedAt === undefined) {
    throw new KeyCommandError(`${key.name} has a key; revoke it first to make another one`);
  }
  return [...keys.filter(({ name }) => name !== key.name), key];
}

/** Without the key of a name. The name stays: what it ordered is still its own, and so is its budget. */
export function revokeKey(keys: readonly ApiKey[], name: string, at: string): ApiKey[] {
  return replace(keys, name, (key) => ({ ...key, revokedAt: key.revokedAt ?? at }));
}

/** With another budget for a name; null for none. */
export function setBudget(keys: readonly ApiKey[], name: string, cents: number | null): ApiKey[] {
  return replace(keys, name, (key) => {
    const changed = { ...key };
    if (cents === null) delete changed.budgetCents;
    else changed.budgetCents = cents;
    return changed;
  });
}

function replace(keys: readonly ApiKey[], name: string, change: (key: ApiKey) => ApiKey): ApiKey[] {
  if (!keys.some((key) => key.name === name)) throw new KeyCommandError(`there is no key named ${name}`);
  return keys.map((key) => (key.name === name ? change(key) : key));
}
