import type { FastifyInstance } from 'fastify';
import { sendAnswer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Sandbox } from '../../sandbox.ts';
import { answerWrongKey, CREATES, succeed } from '../openai-videos/answers.ts';
import { describeTask, type PollRequest, pollTask } from '../openai-videos/poll-task.ts';
import { mountCreate } from '../receive-create.ts';

/** Quota of a cent: 500,000 are a dollar. */
const QUOTA_PER_CENT = 5_000;
const CONSUMED = 2;
const REFUNDED = 6;
const MOST_ROWS = 1_000;

/** NewAPI's own paths: create and status at `/v1/video/generations`, what a key may spend, and what it spent. */
export function routeNewapi(app: FastifyInstance, sandbox: Sandbox): void {
  const { signal } = sandbox.closing;
  mountCreate(app, '/v1/video/generations', { sandbox, dialect: CREATES });
  app.get('/v1/video/generations/:id', async (request: PollRequest, reply) => {
    sandbox.bill.countAsked('polls');
    const answer = pollTask(request, sandbox, (operation, linkOf) => {
      const quota = operation.chargedCents * QUOTA_PER_CENT;
      const data = { ...describeTask(operation, sandbox), result_url: linkOf(), quota };
      return { code: 'success', message: '', data };
    });
    return sendAnswer(reply, answer, signal);
  });
  const tell = (path: string, describe: () => Record<string, unknown>): void => {
    app.get(path, async (request, reply) => {
      sandbox.bill.countAsked('account');
      const isKnown = hasKey(request, sandbox.settings.apiKey);
      return sendAnswer(reply, isKnown ? succeed(describe()) : answerWrongKey(), signal);
    });
  };
  tell('/api/usage/token/', () => {
    const total_available = sandbox.settings.balanceCents * QUOTA_PER_CENT;
    return {
      code: true,
      message: 'ok',
      data: { object: 'token_usage', total_available, unlimited_quota: false },
    };
  });
  tell('/api/log/token', () => {
    const rows = sandbox.operations.all.flatMap((operation) => toLogRows(operation)).toReversed();
    return { success: true, message: '', data: rows.slice(0, MOST_ROWS) };
  });
}

/** What an operation left in the log of its key: the charge, and the refund where there was one. */
function toLogRows(operation: Operation): Record<string, unknown>[] {
  const { id, requestId, acceptedAt, finishedAt, chargedCents, refundedCents } = operation;
  const toRow = (type: number, atMs: number, cents: number) => ({
    type,
    created_at: Math.floor(atMs / 1_000),
    model_name: 'wan2.6-t2v',
    quota: cents * QUOTA_PER_CENT,
  });
  const charge = {
    ...toRow(CONSUMED, acceptedAt, chargedCents),
    request_id: requestId,
    other: '{"is_task":true}',
  };
  if (refundedCents === 0) return [charge];
  return [
    charge,
    { ...toRow(REFUNDED, finishedAt ?? acceptedAt, refundedCents), other: JSON.stringify({ task_id: id }) },
  ];
}
