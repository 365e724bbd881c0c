/**
 * `pnpm audit:bill [--days N]`: compares the ledger with the provider's list and balance and names every difference.
 * Exit code 1 when there is one. Reads only.
 */
import { parseArgs } from 'node:util';
import { parseSettings } from '@cineflow/settings';
import { createContext } from '../src/context.ts';
import { auditAccount } from '../src/audit/audit-account.ts';
import { hasFindings, renderAudit } from '../src/audit/render-audit.ts';

const DAY_MS = 24 * 3600 * 1000;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { days: { type: 'string', default: '7' } },
});
const context = createContext(parseSettings(process.env));
const sinceMs = Date.now() - Number(values.days) * DAY_MS;
for (const { provider, ledger } of context.accounts.values()) {
  const audit = await auditAccount({ ledger: context.ledger, lane: ledger, provider }, sinceMs);
  console.log(renderAudit(audit).join('\n'));
  if (hasFindings(audit)) process.exitCode = 1;
}
await context.close();
