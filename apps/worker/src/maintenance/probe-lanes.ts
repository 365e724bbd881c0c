import type { IsolationReason } from '@cineflow/contracts';
import type { Provider } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { checkAccount } from './check-account.ts';

const PROBE_TIMEOUT_MS = 15_000;

/**
 * Asks an account once before its first create: a refused key, an empty balance or a wrong address stops its lane before
 * a create is wasted on it.
 */
export async function checkBeforeFirst(context: WorkerContext, { provider, lane }: Account): Promise<void> {
  const check = await checkAccount(provider);
  if (check.kind === 'good') return;
  const facts = { provider: provider.id, cause: check.message };
  if (check.kind === 'unknown') {
    context.log.warn(facts, 'the provider did not answer a free question');
    return;
  }
  context.log.error({ ...facts, reason: check.reason }, 'nothing is sent to this provider');
  await lane.isolate(check.reason, check.message);
}

/** Asks isolated accounts whether key, money and address are good again; the answer alone reopens them. */
export async function probeLanes(context: WorkerContext): Promise<void> {
  for (const account of context.accounts.values()) {
    const { isolation } = await account.lane.stats();
    if (isolation === undefined || isolation === 'manual') continue;
    if (await isGoodAgain(account, isolation)) {
      context.log.info({ provider: account.provider.id, isolation }, 'account is good again');
      await context.wake(account.provider.id, await account.lane.reopen(isolation));
    }
  }
}

async function isGoodAgain({ provider, lane }: Account, isolation: IsolationReason): Promise<boolean> {
  const check = await checkAccount(provider);
  if (check.kind === 'bad') {
    // The reason may be another one by now.
    if (check.reason !== isolation) await lane.isolate(check.reason, check.message);
    return false;
  }
  if (isolation === 'address') return true;
  // An account that cannot be asked for its balance is tried with one create, which paces itself.
  if (!provider.balance) return true;
  if (check.kind === 'unknown') return false;
  return isolation === 'auth' || hasMoney(provider);
}

/** Below the price of the cheapest create no create can succeed. */
async function hasMoney(provider: Provider): Promise<boolean> {
  const balance = await provider.balance?.({ timeoutMs: PROBE_TIMEOUT_MS });
  if (balance?.kind !== 'known') return true;
  const answer = await provider.prices?.({ timeoutMs: PROBE_TIMEOUT_MS });
  const { amountMicros, currency } = balance.balance;
  const prices = answer?.kind === 'known' ? answer.prices : [];
  const comparable = prices.filter((price) => price.unit !== 'token' && price.currency === currency);
  const cheapest = Math.min(...comparable.map((price) => price.amountMicros));
  return amountMicros >= (comparable.length > 0 ? cheapest : 1);
}
