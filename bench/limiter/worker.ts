/**
 * The product's worker as a child of the bench, with taps. BENCH_MODE:
 *   sandbox  the real adapter against a sandbox
 *   instant  a provider inside the process: creates and renders take no time, clips are not fetched
 *   endless  the same, but no render ever ends
 *   bare     no product at all: BullMQ jobs that do nothing
 */
import type { Account } from '../../apps/worker/src/accounts.ts';
import { createContext, type WorkerContext } from '../../apps/worker/src/context.ts';
import { startWorker } from '../../apps/worker/src/start-worker.ts';
import { runWorker } from '@cineflow/queue';
import { parseSettings } from '@cineflow/settings';
import { createProviders, type Provider } from '@cineflow/providers';
import type { ClipStore } from '@cineflow/storage';
import { clock, type Message } from './message.ts';

const mode = process.env['BENCH_MODE'] ?? 'instant';
const tell = (message: Message): void => void process.send?.(message);

const evidence = { elapsedMs: 0 };
/** A bench shot's prompt is its take's name, as are its operation and clip. */
const stub: Provider = {
  id: 'sora-hk',
  family: 'bench',
  models: [],
  defaultModel: 'sora-2',
  origins: [],
  credentials: () => ({}),
  create: async (request, { ready, mayWrite }) => {
    await ready;
    mayWrite();
    return { kind: 'accepted', operation: { id: request.prompt }, evidence };
  },
  poll: async ({ id }) =>
    mode === 'endless'
      ? { kind: 'pending', evidence }
      : { kind: 'completed', output: { url: `http://127.0.0.1/${id}`, auth: 'none' }, evidence },
};

const store: Partial<ClipStore> = {
  receive: async ({ key }) => ({ key, sizeBytes: 1, sha256: '00' }),
  hasRoom: async () => true,
  sweepParts: async () => 0,
  readSidecar: async () => null,
  addPoster: async () => false,
  mark: async (name) => name,
  findMark: async () => null,
  isMarked: async () => true,
};

function tapProvider(provider: Provider): Provider {
  return {
    ...provider,
    create: (request, context) =>
      provider.create(request, {
        ...context,
        mayWrite: () => {
          tell({ kind: 'created', take: request.prompt, at: clock() });
          return context.mayWrite();
        },
      }),
  };
}

function tapLine(line: Account['line']): Account['line'] {
  if (mode !== 'endless') return line;
  const dueAt = new Map<string, number>();
  return {
    ...line,
    claimDue: async (claim) => {
      const reply = await line.claimDue(claim);
      for (const { takeId } of reply.claims) {
        const due = dueAt.get(takeId);
        if (due !== undefined) tell({ kind: 'lag', ms: clock() - due });
      }
      return reply;
    },
    reschedule: async (batch, health, throttleMs) => {
      const reply = await line.reschedule(batch, health, throttleMs);
      for (const { takeId, delayMs } of batch) dueAt.set(takeId, clock() + delayMs);
      return reply;
    },
  };
}

/** Measures the hand-over: an ended operation frees a permit for the next take. */
function tapFollowUp(followUp: WorkerContext['followUp']): WorkerContext['followUp'] {
  return async (providerId, after) => {
    const at = clock();
    const admitted = await followUp(providerId, after);
    if (after.moved.some(({ state }) => state === 'collecting')) {
      for (const take of admitted) tell({ kind: 'freed', take, at });
    }
    return admitted;
  };
}

const settings = parseSettings(process.env);
const providers = (mode === 'sandbox' ? createProviders(settings) : [stub]).map(tapProvider);
const base = createContext(settings, {
  providers,
  ...(mode === 'sandbox' ? {} : { store: store as ClipStore }),
});
if (mode === 'bare') {
  const own = { prefix: base.prefix, concurrency: settings.worker.concurrency, stallMs: 30_000 };
  runWorker('takes', base.redis, { ...own, onError: console.error }, async () => ({ kind: 'done' }));
} else {
  const tapped = [...base.accounts].map(([id, account]): [string, Account] => [
    id,
    { ...account, line: tapLine(account.line) },
  ]);
  await startWorker({ ...base, accounts: new Map(tapped), followUp: tapFollowUp(base.followUp) });
}
tell({ kind: 'ready' });
const HEAP_EVERY_MS = 100;
let heapBytes = 0;
setInterval(() => {
  heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed);
}, HEAP_EVERY_MS);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ kind: 'usage', cpuMs: (user + system) / 1000, heapBytes });
});
