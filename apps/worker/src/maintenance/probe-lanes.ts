import type { IsolationReason } from '@cineflow/contracts';
import type { Provider } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

const PROBE_TIMEOUT_MS = 15_000;

/**
 * Asks every account once before anything is ordered: a refused key or an empty balance holds its lane
 * before a create is wasted on it, and an address that answers nothing is named in the log.
 */
export async function checkAccounts(context: WorkerContext): Promise<void> {
  for (const { provider, lane } of context.accounts.values()) {
    const balance = await provider.balance?.({ timeoutMs: PROBE_TIMEOUT_MS });
    if (balance?.kind === 'refused') {
      context.log.error(
        { provider: provider.id, reason: balance.refusal },
        'the provider refuses this account',
      );
      await lane.isolate(balance.refusal);
    } else if (balance?.kind === 'error') {
      context.log.warn(
        { provider: provider.id, ...balance.evidence },
        'the provider did not tell its balance',
      );
    }
  }
}

/** Asks isolated accounts whether key and money are good again; the answer alone reopens them. */
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

/** Statuses by which a provider says that it has no such question. */
const NO_BALANCE = new Set([404, 405, 501]);

/** An account that cannot be asked for its balance is tried with one create, which paces itself. */
async function isGoodAgain({ provider }: Account, isolation: IsolationReason): Promise<boolean> {
  const balance = await provider.balance?.({ timeoutMs: PROBE_TIMEOUT_MS });
  if (!balance) return true;
  if (balance.kind === 'error') return NO_BALANCE.has(balance.evidence.status ?? 0);
  if (balance.kind !== 'known') return false;
  return isolation === 'auth' || balance.cents >= (await cheapestCreate(provider));
}

/** Below this balance no create can succeed; 1 cent where the provider does not tell its prices. */
async function cheapestCreate(provider: Provider): Promise<number> {
  const answer = await provider.prices?.({ timeoutMs: PROBE_TIMEOUT_MS });
  return answer?.kind === 'known' ? Math.min(...answer.prices.map(({ cents }) => cents)) : 1;
}
