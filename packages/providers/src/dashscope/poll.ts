import type { Exchange } from '@cineflow/http';
import { ask, type Account } from '../kit/account.ts';
import { tell, toEvidence } from '../kit/evidence.ts';
import { oddStatus, unanswered } from '../kit/outcomes.ts';
import { readHttpUrl } from '../kit/read.ts';
import { isContentRefusal, isTaskUnknown } from '../kit/words.ts';
import type { CallContext, Operation, PollOutcome, PollPage } from '../spec.ts';
import { readReply, readRows, readTaskId, type Reply, Row, type Task } from './wire.ts';

const RUNNING = new Set(['pending', 'running', 'suspended']);

/** Rows per page of the list; the largest allowed size is undocumented. */
const PAGE_SIZE = 100;

/** Asks once for the state of an operation. */
export async function poll(
  account: Account,
  operation: Operation,
  context: CallContext,
): Promise<PollOutcome> {
  return classifyPoll(await askTask(account, operation.id, context), account.secrets);
}

/** The raw answer to a status question. */
export function askTask(account: Account, id: string, context: CallContext): Promise<Exchange> {
  return ask(account, `/tasks/${encodeURIComponent(id)}`, context);
}

/** One page of the tasks of the last 24 hours, which the vendor returns when no times are given. */
export function askPage(account: Account, page: number, context: CallContext): Promise<Exchange> {
  return ask(account, `/tasks?page_no=${page}&page_size=${PAGE_SIZE}`, context);
}

/** Classifies the answer to a poll. */
export function classifyPoll(exchange: Exchange, secrets: readonly string[]): PollOutcome {
  const reply = readReply(exchange);
  const task = reply?.task;
  const isAnswer = exchange.kind === 'answer' && exchange.status >= 200 && exchange.status < 300;
  if (!isAnswer || !task?.task_status?.trim()) return readProblem(exchange, reply, secrets);
  const evidence = toEvidence(exchange, { secrets });
  switch (task.task_status.trim().toUpperCase()) {
    case 'SUCCEEDED': {
      const url = readHttpUrl(task.video_url) ?? readHttpUrl(task.result_url);
      // The link may come later: never give up a finished clip because of one answer.
      return url === undefined
        ? { kind: 'pending', odd: 'done, without a link', evidence }
        : { kind: 'completed', output: { url, auth: 'none' }, evidence };
    }
    case 'FAILED':
    case 'CANCELED': {
      const reason = isContentRefusal(reasonOf(task)) ? 'content-policy' : 'provider-failed';
      const message = tell(reasonOf(task) || 'The provider gave no reason', secrets);
      // [D] Only finished clips are charged.
      return { kind: 'failed', reason, message, refund: 'all', evidence };
    }
    case 'UNKNOWN':
      return {
        kind: 'not-found',
        message: 'The provider knows no such task, or it is older than 24 hours',
        evidence,
      };
    default:
      return { kind: 'pending', ...oddStatus(task.task_status, RUNNING, secrets), evidence };
  }
}

function reasonOf({ code, message }: Task): string {
  return [code, message].filter(Boolean).join(': ');
}

/** Classifies an answer without a task state. */
function readProblem(exchange: Exchange, reply: Reply | undefined, secrets: readonly string[]): PollOutcome {
  if (exchange.kind === 'failure') return readError(exchange, reply, secrets);
  const words = `${reply?.code ?? ''} ${reply?.message ?? ''}`;
  // An HTML page or an empty 404 comes from a proxy and says nothing about the task.
  if (reply !== undefined && (exchange.status === 404 || (exchange.status === 400 && isTaskUnknown(words)))) {
    const evidence = toEvidence(exchange, { secrets, withBody: true });
    return { kind: 'not-found', message: tell(words.trim() || 'HTTP 404', secrets), evidence };
  }
  return readError(exchange, reply, secrets);
}

function readError(
  exchange: Exchange,
  reply: Reply | undefined,
  secrets: readonly string[],
): Extract<PollOutcome, { kind: 'error' }> {
  const isDenied = exchange.status === 403 && /AccessDenied/i.test(reply?.code ?? '');
  const cause = exchange.status === 401 || isDenied ? 'auth' : 'unavailable';
  return unanswered(exchange, { cause, words: reply?.message || reply?.code || '', secrets });
}

/** Asks for the states of many operations, newest first. */
export async function pollPage(account: Account, page: number, context: CallContext): Promise<PollPage> {
  const { secrets } = account;
  const exchange = await askPage(account, page, context);
  const reply = readReply(exchange);
  const rows = exchange.kind === 'answer' && exchange.status < 300 ? readRows(reply) : undefined;
  if (rows === undefined) return readError(exchange, reply, secrets);
  const evidence = toEvidence(exchange, { secrets });
  const outcomes = new Map<string, PollOutcome | null>();
  for (const row of rows) {
    const { task_id, status } = Row.safeParse(row).data ?? {};
    const id = readTaskId({ task_id });
    if (id === undefined) continue;
    // Rows have neither link nor reason, so ended tasks are polled one by one.
    const isRunning = /^(?:PENDING|RUNNING|SUSPENDED)$/i.test(status?.trim() ?? '');
    outcomes.set(id, isRunning ? { kind: 'pending', evidence } : null);
  }
  return { kind: 'page', rowCount: rows.length, outcomes, evidence };
}
