import { readJournals, summarizeJournals, type TakeRecord } from '@cineflow/ledger';
import { logTake } from '@cineflow/queue';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';

/** Attempts that were looked for in the journals by this process; a journal of a dead worker does not change. */
const lookedFor = new WeakMap<WorkerContext, Set<string>>();

/**
 * Adopts the operations of unconfirmed takes that a worker had written down before it died: the provider need not be
 * asked. Answers the takes that are left.
 */
export async function adoptJournaled(
  context: WorkerContext,
  account: Account,
  takes: readonly TakeRecord[],
): Promise<TakeRecord[]> {
  const looked = lookedFor.get(context) ?? new Set();
  lookedFor.set(context, looked);
  const unknown = takes.filter((take) => !looked.has(attemptName(take)));
  if (unknown.length === 0) return [...takes];
  const { entries } = await readJournals(context.settings.journalDirectory);
  const journaled = new Map(summarizeJournals(entries).takes.map((known) => [known.take, known]));
  const adopted = new Set<string>();
  for (const take of unknown) {
    const fact = journaled.get(take.id)?.accepted.find(({ attempt }) => attempt === take.attempt);
    if (fact && (await adopt(context, account, fact))) adopted.add(take.id);
    else looked.add(attemptName(take));
  }
  return takes.filter(({ id }) => !adopted.has(id));
}

async function adopt(
  context: WorkerContext,
  { provider, ledger }: Account,
  fact: { take: string; attempt: number; operationId: string; costCents?: number },
): Promise<boolean> {
  const { take, attempt, operationId, costCents } = fact;
  const reply = await ledger.accepted({
    take,
    operationId,
    firstPollMs: 0,
    ...(costCents === undefined ? {} : { costCents }),
    detail: { attempt, operationId, detail: 'known from the journal of the worker that sent it' },
  });
  await context.doorbell(provider.id, reply);
  if (reply.verdict === 'bound') return false;
  await logTake(context.queues, take, `known from a journal: operation ${operationId}`);
  return true;
}

function attemptName({ id, attempt, holder = '' }: TakeRecord): string {
  return `${id} ${attempt} ${holder}`;
}
