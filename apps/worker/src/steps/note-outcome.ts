import { setTimeout as sleep } from 'node:timers/promises';
import type { Accepted, AcceptedReply } from '@cineflow/ledger';
import type { SubmitOutcome } from '@cineflow/providers';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { decideAfterSubmit } from './decide-after-submit.ts';
import type { OpenAttempt } from './submit-take.ts';

const LOOK_AGAIN_MS = 250;
/** A rebuild takes as long as an unconfirmed create needs to settle, and the reading of the journals. */
const REBUILD_MAX_MS = 600_000;

/**
 * Writes what became of an attempt into the journal, before the ledger learns of it: an accepted create is then
 * known even where Redis is away and this worker dies. A doubt needs no line: it is an intent without an end.
 */
export async function noteOutcome(attempt: OpenAttempt, outcome: SubmitOutcome): Promise<void> {
  const { context, account, take, holder, number, begunAt } = attempt;
  if (outcome.kind === 'unconfirmed') return;
  const of = { at: begunAt, provider: account.provider.id, take, attempt: number };
  const { journal, log } = context;
  try {
    if (outcome.kind === 'accepted') {
      const { operationId, costCents } = outcome;
      const cost = costCents === undefined ? {} : { costCents };
      await journal.append({ kind: 'accepted', ...of, operationId, ...cost });
      return;
    }
    const decision = decideAfterSubmit(outcome, number);
    const failure =
      decision.kind === 'fail' ? { failure: { reason: decision.reason, message: outcome.message } } : {};
    await journal.append({ kind: 'closed', ...of, holder, ...failure });
  } catch (error) {
    // The ledger is told next; without this line only a loss of Redis would have to ask the provider.
    log.error({ err: error, take }, 'the journal cannot be written');
  }
}

/** Reports an accepted create; a ledger that was emptied meanwhile is told again when it is rebuilt. */
export async function reportAccepted(
  context: WorkerContext,
  account: Account,
  fact: Accepted,
): Promise<AcceptedReply> {
  const deadline = performance.now() + REBUILD_MAX_MS;
  let reply = await account.ledger.accepted(fact);
  while (reply.verdict === 'unknown' && performance.now() < deadline && !context.stopping.aborted) {
    await sleep(LOOK_AGAIN_MS);
    if ((await context.ledger.epoch()).open) reply = await account.ledger.accepted(fact);
  }
  return reply;
}
