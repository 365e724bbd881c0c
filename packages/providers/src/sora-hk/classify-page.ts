import type { Exchange } from '@cineflow/http';
import { tell, toEvidence } from '../evidence.ts';
import type { PollOutcome, PollPage } from '../spec.ts';
import { readProblem, readTask } from './classify-poll.ts';
import { readRowId, readRows } from './read-task-list.ts';
import { readReason, readReply, Task } from './wire.ts';

/** Says what one page of the task list tells about the operations on it. */
export function classifyPage(exchange: Exchange, secrets: readonly string[]): PollPage {
  const evidence = toEvidence(exchange, { secrets });
  if (exchange.kind === 'failure') {
    return { kind: 'error', cause: 'unavailable', message: tell(exchange.message, secrets), evidence };
  }
  const reply = readReply(exchange);
  const rows = reply?.code === 200 && exchange.status < 300 ? readRows(reply.data) : undefined;
  if (rows === undefined) {
    const problem = readProblem(exchange, reply, secrets);
    if (problem.kind === 'error') return problem;
    return {
      kind: 'error',
      cause: 'unavailable',
      message: `HTTP ${exchange.status} without a list`,
      evidence,
    };
  }
  const outcomes = new Map<string, PollOutcome | null>();
  for (const row of rows) {
    const task = Task.safeParse(row).data;
    const operationId = task && readRowId(task);
    if (operationId === undefined) continue;
    outcomes.set(operationId, isWholeAnswer(task) ? readTask(task, { secrets, evidence }) : null);
  }
  return { kind: 'page', rowCount: rows.length, outcomes };
}

/**
 * The shape of a row is not documented. One that lacks a status would look like a render without end, one that lacks
 * link or reason would end with less than a poll tells: only a row with all of them counts.
 */
function isWholeAnswer(task: Task | undefined): task is Task {
  switch (task?.status?.trim().toLowerCase()) {
    case 'pending':
    case 'processing':
      return true;
    case 'completed':
      return Boolean(task?.video_url?.trim());
    case 'failed':
      return task !== undefined && readReason(task) !== '';
    default:
      return false;
  }
}
