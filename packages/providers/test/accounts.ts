import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedAccount } from '../src/family.ts';

/** Settings of an account at some address, with a spool of its own that is made when it is needed. */
export function accountAt(baseUrl: string, apiKey: string): OpenedAccount {
  const spoolDirectory = join(tmpdir(), `cineflow-spool-${randomUUID()}`);
  return { id: 'account', family: 'any', baseUrl, apiKey: { reveal: () => apiKey }, spoolDirectory };
}
