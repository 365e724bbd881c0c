import type { TakeRecord } from '@cineflow/book';
import type { Resolution } from '@cineflow/contracts';
import { THROTTLED_MS } from '@cineflow/platform';
import type { Context } from '../context.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { notReady } from '../problems/to-problem-error.ts';

const POLL_TIMEOUT_MS = 10_000;

/** An unconfirmed create and a person's decision about it. */
interface Resolving {
  take: TakeRecord;
  attemptId: string;
  detail: { attempt: number; by: string; reason: string };
}

/**
 * Records a person's decision about an unconfirmed create. The decision names its attempt, so a late one changes
 * nothing.
 * @throws ProblemError `not-in-this-state`, or `not-ready` if the operation cannot be checked
 */
export async function resolveTake(context: Context, take: TakeRecord, resolution: Resolution): Promise<void> {
  const { attempt = take.attempts, by, reason, action } = resolution;
  const { attemptId } = take;
  if (take.state !== 'unconfirmed' || attempt !== take.attempts || attemptId === undefined) {
    throw conflict(`Take ${take.takeId} is ${take.state}, attempt ${take.attempts}.`);
  }
  const resolving: Resolving = { take, attemptId, detail: { attempt, by, reason } };
  if (action === 'adopt') return adopt(context, resolving, resolution.operationId);
  return action === 'not-accepted' ? release(context, resolving) : giveUp(context, resolving);
}

async function release({ book, followUp }: Context, { take, attemptId, detail }: Resolving): Promise<void> {
  const { takeId, providerId } = take;
  const reply = await book.takes.requeue({ takeId, attemptId, by: 'proof', detail });
  if (reply.verdict === 'stale' || reply.verdict === 'released') throw decidedMeanwhile();
  await followUp(providerId, { moved: reply.moved });
}

async function giveUp({ book, followUp }: Context, { take, attemptId, detail }: Resolving): Promise<void> {
  const { takeId, providerId } = take;
  const message = `given up by ${detail.by}: ${detail.reason}`;
  const failure = { reason: 'gave-up' as const, message };
  const reply = await book.takes.end({ takeId, event: 'refuse', attemptId, failure, detail });
  if (reply.verdict !== 'failed') throw decidedMeanwhile();
  await followUp(providerId, { moved: reply.moved });
}

async function adopt(context: Context, resolving: Resolving, operationId: string): Promise<void> {
  const { take, attemptId, detail } = resolving;
  await checkOperation(context, take, operationId);
  const { takeId, providerId } = take;
  const reply = await context.book.takes.accept({ takeId, attemptId, operationId, detail });
  if (reply.verdict === 'bound') throw isBound(operationId, reply.takeId);
  if (reply.verdict === 'unknown') throw decidedMeanwhile();
  await context.followUp(providerId, { moved: reply.moved, firstPollMs: 0 });
  if (reply.verdict !== 'second') return;
  throw conflict(
    `Take ${takeId} has operation ${reply.operationId} since; ${operationId} is recorded as a second one.`,
  );
}

/** An operation unknown to the provider can never yield a clip. */
async function checkOperation(context: Context, take: TakeRecord, operationId: string): Promise<void> {
  const { providerId } = take;
  const bound = await context.book.operations.bound({ providerId, operationIds: [operationId] });
  if (bound.length > 0) throw isBound(operationId);
  const provider = context.providers.get(providerId);
  const questions = context.questions(providerId);
  const seen = (await questions.mayAsk())
    ? await provider?.poll({ id: operationId }, { timeoutMs: POLL_TIMEOUT_MS })
    : undefined;
  if (seen?.kind === 'not-found') throw conflict(`The provider knows no operation ${operationId}.`);
  if (seen?.kind === 'error' && seen.cause === 'throttled')
    await questions.heed({ throttledMs: seen.retryAfterMs ?? THROTTLED_MS });
  if (!seen || seen.kind === 'error') throw notReady('The provider cannot be asked for this operation now.');
}

function isBound(operationId: string, takeId?: string): ProblemError {
  return conflict(
    `Operation ${operationId} belongs to ${takeId === undefined ? 'a take already' : `take ${takeId}`}.`,
  );
}

function decidedMeanwhile(): ProblemError {
  return conflict('It was decided meanwhile.');
}

function conflict(detail: string): ProblemError {
  return new ProblemError('not-in-this-state', { detail });
}
