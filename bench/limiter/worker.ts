/**
 * The product's worker as a child of the bench, with taps. BENCH_MODE:
 *   sandbox  the real adapter against a sandbox
 *   instant  a provider inside the process: creates and renders take no time, films are not fetched
 *   endless  the same, but no render ever ends
 *   bare     no product at all: BullMQ jobs that do nothing
 */
import { createAccounts, type Account } from '../../apps/worker/src/accounts.ts';
import { createContext } from '../../apps/worker/src/context.ts';
import { startWorker } from '../../apps/worker/src/start-worker.ts';
import { runWorker } from '@cineflow/queue';
import { parseSettings } from '@cineflow/settings';
import type { Provider } from '@cineflow/providers';
import type { ClipStore as FilmStore } from '@cineflow/storage';
import { clock, type Message } from './message.ts';

const mode = process.env['BENCH_MODE'] ?? 'instant';
const tell = (message: Message): void => void process.send?.(message);

const evidence = { elapsedMs: 0 };
/** The prompt of a bench shot is the name of its take, and so are its operation and its film. */
const stub: Provider = {
  id: 'sora-hk',
  models: [],
  defaultModel: 'sora-2',
  trustedOrigins: [],
  submit: async (order, { mayWrite }) => {
    mayWrite();
    return { kind: 'accepted', operationId: order.prompt, evidence };
  },
  poll: async (operationId) =>
    mode === 'endless'
      ? { kind: 'pending', evidence }
      : { kind: 'completed', url: `http://127.0.0.1/${operationId}`, evidence },
};

const store: Partial<FilmStore> = {
  receive: async ({ key }) => ({ key, sizeBytes: 1, sha256: '00' }),
  hasRoom: async () => true,
  sweepParts: async () => 0,
  readSidecar: async () => null,
  addPoster: async () => false,
};

function tapProvider(provider: Provider): Provider {
  return {
    ...provider,
    submit: (order, context) =>
      provider.submit(order, {
        ...context,
        mayWrite: () => {
          tell({ kind: 'created', take: order.prompt, at: clock() });
          return context.mayWrite();
        },
      }),
  };
}

function tapLedger(ledger: Account['ledger']): Account['ledger'] {
  const dueAt = new Map<string, number>();
  return {
    ...ledger,
    rendered: async (fact) => {
      const at = clock();
      const reply = await ledger.rendered(fact);
      for (const take of reply.admitted) tell({ kind: 'freed', take, at });
      return reply;
    },
    claimDue: async (claim) => {
      const reply = await ledger.claimDue(claim);
      for (const { take } of reply.claims) {
        const due = dueAt.get(take);
        if (due !== undefined && mode === 'endless') tell({ kind: 'lag', ms: clock() - due });
      }
      return reply;
    },
    reschedule: async (batch, health, holdMs) => {
      const reply = await ledger.reschedule(batch, health, holdMs);
      if (mode === 'endless') for (const { take, delayMs } of batch) dueAt.set(take, clock() + delayMs);
      return reply;
    },
  };
}

const settings = parseSettings(process.env);
const base = createContext(settings);
if (mode === 'bare') {
  const own = { prefix: base.prefix, concurrency: settings.worker.concurrency, stallMs: 30_000 };
  runWorker('takes', base.redis, { ...own, onError: console.error }, async () => ({ kind: 'done' }));
} else {
  const given = [...base.accounts.values()].map(({ provider }) => provider);
  const providers = (mode === 'sandbox' ? given : [stub]).map(tapProvider);
  const accounts = createAccounts(base.redis, base.prefix, { ledger: base.ledger, providers });
  const tapped = [...accounts].map(([id, account]): [string, Account] => [
    id,
    { ...account, ledger: tapLedger(account.ledger) },
  ]);
  await startWorker({
    ...base,
    accounts: new Map(tapped),
    ...(mode === 'sandbox' ? {} : { store: store as FilmStore }),
  });
}
tell({ kind: 'ready' });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ kind: 'cpu', ms: (user + system) / 1000 });
});
