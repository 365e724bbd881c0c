import type { Money } from '@cineflow/core';
import type { IsolationReason } from '@cineflow/contracts';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { checkAccount } from './check-account.ts';
import { oneByOne } from './one-by-one.ts';

const PROBE_TIMEOUT_MS = 15_000;

/** Checks an account before its first create: a refused key, empty balance or wrong address isolates the lane. */
export async function checkBeforeFirst(context: WorkerContext, account: Account): Promise<void> {
  const { provider, lane } = account;
  const check = await checkAccount(provider, account.questions);
  if (check.kind === 'good') return;
  const facts = { providerId: provider.id, cause: check.message };
  if (check.kind === 'unknown') {
    context.log.warn(facts, 'the provider did not answer a free question');
    return;
  }
  context.log.error({ ...facts, reason: check.reason }, 'nothing is sent to this provider');
  await lane.isolate(check.reason, check.message);
  account.probe.pauseMs = FIRST_PAUSE_MS;
  account.probe.nextAt = performance.now() + FIRST_PAUSE_MS;
}

/** Checks whether key, balance and address of isolated accounts are good again; only the answer reopens them. */
export async function probeLanes(context: WorkerContext): Promise<void> {
  await oneByOne(context.accounts.values(), async (account) => {
    const { isolation } = await account.lane.stats();
    if (!isTimeToProbe(account, isolation)) return;
    if (await isGoodAgain(account, isolation)) {
      context.log.info({ providerId: account.provider.id, isolation }, 'account is good again');
      await context.wake(account.provider.id, await account.lane.reopen(isolation));
    }
  });
}

/** Failed probes are repeated with a delay that doubles up to this, ms. */
const LONGEST_PAUSE_MS = 15_000;
const FIRST_PAUSE_MS = 5_000;

/** At once after an isolation, then less and less often. */
function isTimeToProbe(
  { probe }: Account,
  isolation: IsolationReason | undefined,
): isolation is Exclude<IsolationReason, 'manual'> {
  if (isolation === undefined || isolation === 'manual') {
    probe.pauseMs = 0;
    return false;
  }
  if (probe.pauseMs > 0 && performance.now() < probe.nextAt) return false;
  probe.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, probe.pauseMs * 2));
  probe.nextAt = performance.now() + probe.pauseMs;
  return true;
}

async function isGoodAgain(
  account: Account,
  isolation: Exclude<IsolationReason, 'manual'>,
): Promise<boolean> {
  const { provider, lane } = account;
  const check = await checkAccount(provider, account.questions);
  if (check.kind === 'bad') {
    // The reason may have changed.
    if (check.reason !== isolation) await lane.isolate(check.reason, check.message);
    return false;
  }
  if (isolation === 'address') return true;
  // Without a balance the account is tried with one create, which is paced.
  if (!provider.balance) return true;
  if (check.kind === 'unknown') return false;
  return isolation === 'auth' || hasMoney(account, check.balance);
}

/** Below the price of the cheapest create no create can succeed. */
async function hasMoney({ provider, questions }: Account, balance: Money | undefined): Promise<boolean> {
  if (balance === undefined) return true;
  const { amountMicros, currency } = balance;
  if (!provider.prices) return amountMicros >= 1;
  if (!(await questions.mayAsk())) return false;
  const answer = await provider.prices({ timeoutMs: PROBE_TIMEOUT_MS });
  if (answer.kind === 'error') await questions.heed(answer);
  const prices = answer.kind === 'known' ? answer.prices : [];
  const comparable = prices.filter((price) => price.unit !== 'token' && price.currency === currency);
  const cheapest = Math.min(...comparable.map((price) => price.amountMicros));
  return amountMicros >= (comparable.length > 0 ? cheapest : 1);
}
