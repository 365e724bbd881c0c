/**
 * `pnpm audit:bill [--days N]`: compares the book with the provider's list and balance and names every difference.
 * Exit code 1 for any. Books refunds that are listed or in the charge log, nothing else.
 */
import { redisOutage } from '@cineflow/queue';
import { parseSettings, readArguments, refuseArguments } from '@cineflow/settings';
import { createContext } from '../src/context.ts';
import { auditAccount } from '../src/audit/audit-account.ts';
import { hasFindings, renderAudit } from '../src/audit/render-audit.ts';

const DAY_MS = 24 * 3600 * 1000;

const USAGE = `用法：pnpm audit:bill [--days N]   与服务商核对最近 N 天（默认 7）的账，逐条列出差异；列表和扣费记录中的退款会记入账本，此外只读
Usage: pnpm audit:bill [--days N]   compares the last N days (7) with the provider, names every difference; books refunds of the list and the charge log, else reads only
0 一致 agreed · 1 有差异 differences · 2 参数错误 wrong arguments · 3 未能询问服务商 a provider could not be asked`;
const NOT_ASKED = 3;

const { values, positionals } = readArguments(USAGE, { days: { type: 'string', default: '7' } });
if (positionals.length > 0) refuseArguments(`${positionals[0]} ?`, USAGE);
if (!/^[1-9]\d{0,3}$/.test(values.days)) refuseArguments(`--days ${values.days}: 1 … 9999`, USAGE);
const context = createContext({ ...parseSettings(process.env), logLevel: 'error' });
const sinceMs = Date.now() - Number(values.days) * DAY_MS;
try {
  for (const account of context.accounts.values()) {
    const audit = await auditAccount(context, account, sinceMs);
    console.log(renderAudit(audit).join('\n'));
    if (!audit.isAsked) process.exitCode = NOT_ASKED;
    else if (hasFindings(audit)) process.exitCode ??= 1;
  }
} catch (error) {
  const outage = redisOutage(error);
  if (outage === null) throw error;
  // The budget of questions is in Redis, and workers may be asking.
  process.stderr.write(`${outage.cause} Without it no provider is asked.\n`);
  process.exitCode = NOT_ASKED;
} finally {
  await context.close();
}
