import { readApiKeys } from '@cineflow/ledger';
import type { Settings } from '@cineflow/settings';
import { isLoopback } from './is-loopback.ts';

/** Why this API must not start as it is, or null: others could reach it and nobody would be asked for a key. */
export async function refuseToBeOpen({ api, keysFile }: Settings): Promise<string | null> {
  if (api.isOpen || isLoopback(api.host) || (await readApiKeys(keysFile)).length > 0) return null;
  return (
    `HOST=${api.host} can be reached by others, and there is no API key. Make one (pnpm keys create), or set ` +
    'CINEFLOW_OPEN=true where everybody who reaches it may spend.'
  );
}
