import type { Resolution } from '@cineflow/contracts';
import type { TakeRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';

const POLL_TIMEOUT_MS = 10_000;

/**
 * Writes down what a person found out about an unconfirmed create. Every decision names the attempt it is about, so
 * one that comes too late changes nothing.
 * @throws ProblemError `not-in-this-state`, or `not-ready` where an operation cannot be looked at
 */
export async function resolveTake(context: Context, take: TakeRecord, resolution: Resolution): Promise<void> {
  const { attempt = take.attempt, by, reason } = resolution;
  if (take.state !== 'unconfirmed' || attempt !== take.attempt) {
    throw conflict(`Take ${take.id} is ${take.state}, attempt ${take.attempt}.`);
  }
  const detail = { attempt, by, reason };
  if (resolution.action === 'adopt') return adopt(context, take, resolution);
  const { holder = '' } = take;
  const lane = context.ledger.lane(take.lane);
  const of = { kind: 'closed' as const, at: take.begunAt ?? 0, provider: take.lane, take: take.id, attempt };
  if (resolution.action === 'not-accepted') {
    const reply = await lane.requeue({ take: take.id, by: { holder, attempt }, cause: 'proved', detail });
    if (reply.verdict !== 'requeued') throw conflict('It was decided meanwhile.');
    await context.journal.append({ ...of, holder });
    return context.doorbell(take.lane, reply);
  }
  const failure = { reason: 'gave-up' as const, message: `given up by ${by}: ${reason}` };
  const reply = await lane.fail({ take: take.id, event: 'refuse', holder, failure, detail });
  if (reply.verdict !== 'failed') throw conflict('It was decided meanwhile.');
  await context.journal.append({ ...of, holder, failure });
  return context.doorbell(take.lane, reply);
}

async function adopt(
  context: Context,
  take: TakeRecord,
  { operationId, by, reason }: Resolution & { action: 'adopt' },
): Promise<void> {
  await checkOperation(context, take, operationId);
  const { attempt } = take;
  const fact = { take: take.id, operationId, firstPollMs: 0, detail: { attempt, operationId, by, reason } };
  await context.journal.append({
    kind: 'accepted',
    at: take.begunAt ?? 0,
    provider: take.lane,
    take: take.id,
    attempt,
    operationId,
  });
  const reply = await context.ledger.lane(take.lane).accepted(fact);
  if (reply.verdict === 'bound') throw conflict(`Operation ${operationId} belongs to take ${reply.take}.`);
  await context.doorbell(take.lane, reply);
}

/** An operation the provider does not know cannot become anybody's film. */
async function checkOperation(context: Context, take: TakeRecord, operationId: string): Promise<void> {
  const bound = await context.ledger.lane(take.lane).boundOperations([operationId]);
  if (bound.has(operationId)) throw conflict(`Operation ${operationId} belongs to a take already.`);
  const seen = await context.providers.get(take.lane)?.poll(operationId, { timeoutMs: POLL_TIMEOUT_MS });
  if (seen?.kind === 'not-found') throw conflict(`The provider knows no operation ${operationId}.`);
  if (!seen || seen.kind === 'error') throw notReady('The provider cannot be asked for this operation now.');
}

function conflict(detail: string): ProblemError {
  return new ProblemError('not-in-this-state', { detail });
}
