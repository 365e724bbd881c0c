import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedAccount } from '../src/family.ts';

/** Settings of an account at an address; its spool folder is made on demand. */
export function accountAt(baseUrl: string, apiKey: string): OpenedAccount {
  const spoolDirectory = join(tmpdir(), `cineflow-spool-${randomUUID()}`);
  return { id: 'account', family: 'any', baseUrl, apiKey: { reveal: () => apiKey }, spoolDirectory };
}
