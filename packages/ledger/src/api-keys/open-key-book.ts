import type { ApiKey } from '@cineflow/contracts';
import { stat } from 'node:fs/promises';
import { readApiKeys } from './read-api-keys.ts';

/** The operator's keys, as a process looks at them. */
export interface KeyBook {
  /** The keys as they are now. The ledger knows their budgets before this resolves. */
  current(): Promise<readonly ApiKey[]>;
  /** Tells the ledger the budgets of all keys, whatever it was told before: Redis may have lost them. */
  tellBudgets(): Promise<void>;
}

/** Where budgets of names are kept. */
interface Budgets {
  limitSpenders(limits: ReadonlyMap<string, number | null>): Promise<void>;
}

/** Looks at a file of keys, which is read again whenever it was replaced. */
export function openKeyBook(path: string, ledger: Budgets): KeyBook {
  let known: { version: string; keys: readonly ApiKey[] } | undefined;
  const read = async (): Promise<NonNullable<typeof known>> => {
    const version = await versionOf(path);
    return version === known?.version ? known : { version, keys: await readApiKeys(path) };
  };
  const tell = async (keys: readonly ApiKey[]): Promise<void> => {
    if (keys.length > 0)
      await ledger.limitSpenders(new Map(keys.map((key) => [key.name, key.budgetCents ?? null])));
  };
  return {
    current: async () => {
      const now = await read();
      if (now !== known) await tell(now.keys);
      known = now;
      return now.keys;
    },
    tellBudgets: async () => tell((await read()).keys),
  };
}

async function versionOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return found === null ? 'none' : `${found.ino} ${found.mtimeNs} ${found.size}`;
}
