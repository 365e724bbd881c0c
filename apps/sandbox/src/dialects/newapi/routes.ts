import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer } from '../../answer.ts';
import { hasKey } from '../../check-key.ts';
import { readShare } from '../../operations/describe-task.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Sandbox } from '../../sandbox.ts';
import {
  answerNotFound,
  answerPollFault,
  answerWrongKey,
  CREATES,
  succeed,
} from '../openai-videos/answers.ts';
import { describeVideo } from '../openai-videos/describe-video.ts';
import { mountCreate } from '../receive-create.ts';

interface Route {
  readonly Params: { readonly id: string };
}

/** Quota of a cent: 500,000 are a dollar. */
const QUOTA_PER_CENT = 5_000;
const CONSUMED = 2;
const REFUNDED = 6;
const MOST_ROWS = 1_000;

const STATUSES: Readonly<Record<string, string>> = {
  queued: 'QUEUED',
  in_progress: 'IN_PROGRESS',
  completed: 'SUCCESS',
  failed: 'FAILURE',
};

/** NewAPI's own paths: create and status at `/v1/video/generations`, what a key may spend, and what it spent. */
export function routeNewapi(app: FastifyInstance, sandbox: Sandbox): void {
  const { signal } = sandbox.closing;
  mountCreate(app, '/v1/video/generations', { sandbox, dialect: CREATES });
  app.get<Route>('/v1/video/generations/:id', async (request, reply) => {
    sandbox.bill.countAsked('polls');
    return sendAnswer(reply, poll(request, sandbox), signal);
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

function poll(request: FastifyRequest<Route>, sandbox: Sandbox): Answer {
  const { settings, operations, faults, links } = sandbox;
  if (!hasKey(request, settings.apiKey)) return answerWrongKey();
  const operation = operations.find(request.params.id);
  if (operation === undefined) return answerNotFound();
  const fault = faults.choose('poll', operation.request.prompt, operation.id);
  if (fault !== undefined) return answerPollFault(fault, settings);
  const now = Date.now();
  const { status, created_at: submitTime } = describeVideo(operation, now, settings);
  const link = (): string =>
    `${request.protocol}://${request.host}${links.issue(operation.id, settings.linkTtlMs)}`;
  const data = {
    task_id: operation.id,
    action: operation.request.imageUrl === null ? 'textGenerate' : 'generate',
    status: STATUSES[String(status)] ?? String(status).toUpperCase(),
    ...(operation.fault === 'progress-absent' ? {} : { progress: `${readShare(operation, now)}%` }),
    fail_reason: operation.errorMessage ?? '',
    result_url: operation.state === 'completed' ? link() : '',
    submit_time: submitTime,
    quota: operation.chargedCents * QUOTA_PER_CENT,
  };
  return succeed({ code: 'success', message: '', data });
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
