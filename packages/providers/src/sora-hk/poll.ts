import type { Exchange } from '@cineflow/http';
import { ask, type Account } from '../kit/account.ts';
import { tell, toEvidence } from '../kit/evidence.ts';
import { oddStatus, unanswered } from '../kit/outcomes.ts';
import { readHttpUrl, readProgress } from '../kit/read.ts';
import { isContentRefusal, isTaskUnknown } from '../kit/words.ts';
import type { CallContext, Evidence, Operation, PollOutcome, PollPage } from '../spec.ts';
import {
  isFailed,
  readPage,
  readReason,
  readRefund,
  readReply,
  readRowId,
  type Reply,
  Task,
} from './wire.ts';

const RUNNING = new Set(['pending', 'processing']);

/** Most rows per page. */
export const PAGE_SIZE = 100;

/** Asks once for the state of an operation. */
export async function poll(
  account: Account,
  operation: Operation,
  context: CallContext,
): Promise<PollOutcome> {
  const exchange = await ask(account, `/tasks/${encodeURIComponent(operation.id)}`, context);
  return classifyPoll(exchange, account.secrets);
}

/** Asks once for the states of many operations, newest first. */
export async function pollPage(account: Account, page: number, context: CallContext): Promise<PollPage> {
  const exchange = await ask(account, `/tasks?page=${page}&page_size=${PAGE_SIZE}`, context);
  return classifyPage(exchange, account.secrets);
}

/** Classifies the answer to a poll; a failed poll says nothing about the operation. */
export function classifyPoll(exchange: Exchange, secrets: readonly string[]): PollOutcome {
  if (exchange.kind === 'failure') return unanswered(exchange, { secrets });
  const reply = readReply(exchange);
  const task = reply?.code === 200 && exchange.status < 300 ? Task.safeParse(reply.data).data : undefined;
  if (task !== undefined) return readTask(task, { secrets, evidence: toEvidence(exchange, { secrets }) });
  return readProblem(exchange, reply, secrets);
}

/** Classifies the state of a task, from a poll or a list. */
function readTask(task: Task, given: { secrets: readonly string[]; evidence: Evidence }): PollOutcome {
  const { secrets, evidence } = given;
  const status = task.status?.trim().toLowerCase();
  const url = readHttpUrl(task.video_url);
  if (status === 'completed' && url !== undefined)
    return { kind: 'completed', output: { url, auth: 'none' }, evidence };
  if (isFailed(task)) {
    const words = readReason(task);
    const message = tell(words || 'The provider gave no reason', secrets);
    // Judge the whole text: what is shown is cut.
    const reason = isContentRefusal(words) ? 'content-policy' : 'provider-failed';
    return { kind: 'failed', reason, message, ...readRefund(task), evidence };
  }
  const odd = oddStatus(status, RUNNING, secrets);
  return { kind: 'pending', ...readProgress(task.progress), ...odd, evidence };
}

/** Classifies an answer without a task. */
function readProblem(exchange: Exchange, reply: Reply | undefined, secrets: readonly string[]): PollOutcome {
  const code = reply?.code;
  const said = { words: reply?.message ?? '', secrets };
  if (exchange.status === 429 || code === 429) return unanswered(exchange, { ...said, cause: 'throttled' });
  if (exchange.status === 401 || code === 401) return unanswered(exchange, { ...said, cause: 'auth' });
  const words = `${code ?? ''} ${said.words}`;
  // An HTML page or an empty 404 comes from a proxy and says nothing about the task.
  const isUnknown = reply !== undefined && (exchange.status === 404 || code === 404 || isTaskUnknown(words));
  if (!isUnknown) return unanswered(exchange, said);
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  return { kind: 'not-found', message: tell(said.words || `HTTP ${exchange.status}`, secrets), evidence };
}

/** Classifies the operations on one page of the task list. */
export function classifyPage(exchange: Exchange, secrets: readonly string[]): PollPage {
  if (exchange.kind === 'failure') return unanswered(exchange, { secrets });
  const reply = readReply(exchange);
  const rows = reply?.code === 200 && exchange.status < 300 ? readPage(reply.data)?.rows : undefined;
  if (rows === undefined) {
    const problem = readProblem(exchange, reply, secrets);
    if (problem.kind === 'error') return problem;
    return unanswered(exchange, { words: `HTTP ${exchange.status} without a list`, secrets });
  }
  const evidence = toEvidence(exchange, { secrets });
  const outcomes = new Map<string, PollOutcome | null>();
  for (const row of rows) {
    const task = Task.safeParse(row).data;
    const operationId = task && readRowId(task);
    if (operationId === undefined) continue;
    outcomes.set(operationId, isWholeAnswer(task) ? readTask(task, { secrets, evidence }) : null);
  }
  return { kind: 'page', rowCount: rows.length, outcomes, evidence };
}

/**
 * Whether a row tells as much as a poll; its form is undocumented. Without a status it would seem to render for ever.
 * Without link or reason it would end with less than a poll tells.
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
