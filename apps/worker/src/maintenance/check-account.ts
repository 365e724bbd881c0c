import type { Money } from '@cineflow/core';
import type { IsolationReason } from '@cineflow/contracts';
import { THROTTLED_MS, type Questions } from '@cineflow/platform';
import type { Evidence, Provider } from '@cineflow/providers';

/** Result of a free question to an account: usable, or why nothing may be sent to it. */
export type AccountCheck =
  | { kind: 'good'; balance?: Money }
  | { kind: 'unknown'; message: string }
  | { kind: 'bad'; reason: Exclude<IsolationReason, 'manual'>; message: string };

const CHECK_TIMEOUT_MS = 10_000;
/** Statuses of a missing endpoint or a wrong path. */
const NO_SUCH_PATH = new Set([404, 405, 501]);
const PROXY_AUTHENTICATION = 407;

const MAY_NOT: AccountCheck = { kind: 'unknown', message: 'the provider may not be asked at the moment' };

/** Asks an account a free question, before the first create and while it is isolated. */
export async function checkAccount(
  provider: Pick<Provider, 'balance' | 'pollPage'>,
  questions: Questions,
): Promise<AccountCheck> {
  const context = { timeoutMs: CHECK_TIMEOUT_MS };
  if ((provider.balance || provider.pollPage) && !(await questions.mayAsk())) return MAY_NOT;
  const balance = await provider.balance?.(context);
  if (balance?.kind === 'known')
    return { kind: 'good', ...(balance.balance && { balance: balance.balance }) };
  if (balance?.kind === 'refused') return { kind: 'bad', reason: balance.refusal, message: balance.message };
  if (balance) await questions.heed(balance);
  if (balance && !NO_SUCH_PATH.has(balance.evidence.status ?? 0)) return judge(balance);
  if (balance && provider.pollPage && !(await questions.mayAsk())) return MAY_NOT;
  const page = await provider.pollPage?.(1, context);
  if (page?.kind === 'page') return { kind: 'good' };
  if (page?.cause === 'auth') return { kind: 'bad', reason: 'auth', message: page.message };
  if (page?.cause === 'throttled') await questions.heed({ throttledMs: page.retryAfterMs ?? THROTTLED_MS });
  if (page) return judge(page);
  // Without a free question the account is tried with one create, which is paced.
  return balance ? judge(balance) : { kind: 'unknown', message: 'the provider has no free question' };
}

/** Distinguishes a wrong address from an outage: a create to it is useless. */
function judge({ message, evidence }: { message: string; evidence: Evidence }): AccountCheck {
  const { status } = evidence;
  if (status === undefined)
    return { kind: 'bad', reason: 'address', message: `the address does not answer: ${message}` };
  if (status === PROXY_AUTHENTICATION)
    return { kind: 'bad', reason: 'address', message: 'the proxy asks for a login (407)' };
  if (NO_SUCH_PATH.has(status)) {
    return {
      kind: 'bad',
      reason: 'address',
      message: `nothing of the provider is at this path (HTTP ${status})`,
    };
  }
  if (status < 400 && looksLikePage(evidence.bodyStart)) {
    return { kind: 'bad', reason: 'address', message: `a web page answers at this address (HTTP ${status})` };
  }
  return { kind: 'unknown', message };
}

function looksLikePage(text: string | undefined): boolean {
  return /^\s*(<!doctype|<html|<\?xml|<head|<body)/i.test(text ?? '');
}
