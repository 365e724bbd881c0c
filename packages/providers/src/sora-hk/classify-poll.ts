import type { Exchange } from '@cineflow/http';
import { readRetryAfterMs, tell, toEvidence } from '../evidence.ts';
import type { Evidence, PollOutcome } from '../spec.ts';
import { isContentRefusal, isTaskUnknown } from './classify-error-words.ts';
import { isFailed, readReason, readRefund, readReply, type Reply, Task } from './wire.ts';

/** Says what one status answer tells about the operation; a question without an answer tells nothing. */
export function classifyPoll(exchange: Exchange, secrets: readonly string[]): PollOutcome {
  if (exchange.kind === 'failure') {
    const message = tell(exchange.message, secrets);
    return { kind: 'error', cause: 'unavailable', message, evidence: toEvidence(exchange, { secrets }) };
  }
  const reply = readReply(exchange);
  const task = reply?.code === 200 && exchange.status < 300 ? Task.safeParse(reply.data).data : undefined;
  if (task !== undefined) return readTask(task, { secrets, evidence: toEvidence(exchange, { secrets }) });
  return readProblem(exchange, reply, secrets);
}

/** What the state of a task, however it was asked for, tells. */
export function readTask(task: Task, given: { secrets: readonly string[]; evidence: Evidence }): PollOutcome {
  const { secrets, evidence } = given;
  const status = task.status?.trim().toLowerCase();
  const url = readUrl(task.video_url);
  if (status === 'completed' && url !== undefined) return { kind: 'completed', url, evidence };
  if (isFailed(task)) {
    const words = readReason(task);
    const message = tell(words || 'The provider gave no reason', secrets);
    // Judged by all of it: what is shown is cut.
    const reason = isContentRefusal(words) ? 'content-policy' : 'provider-failed';
    return { kind: 'failed', reason, message, ...readRefund(task), evidence };
  }
  return { kind: 'pending', ...readProgress(task.progress), evidence };
}

/** What an answer without a task tells. */
export function readProblem(
  exchange: Exchange,
  reply: Reply | undefined,
  secrets: readonly string[],
): PollOutcome {
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const message = tell(reply?.message || `HTTP ${exchange.status}`, secrets);
  const code = reply?.code;
  const words = `${code ?? ''} ${reply?.message ?? ''}`;
  if (exchange.status === 429 || code === 429) {
    const retryAfterMs = readRetryAfterMs(exchange);
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { kind: 'error', cause: 'throttled', message, ...wait, evidence };
  }
  if (exchange.status === 401 || code === 401) return { kind: 'error', cause: 'auth', message, evidence };
  // A page or an empty 404 comes from something in between and says nothing about the task.
  const isUnknown = reply !== undefined && (exchange.status === 404 || code === 404 || isTaskUnknown(words));
  if (isUnknown) return { kind: 'not-found', message, evidence };
  return { kind: 'error', cause: 'unavailable', message, evidence };
}

function readUrl(text: string | null | undefined): string | undefined {
  const url = URL.parse(text?.trim() ?? '');
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

/** Per cent done from 45, "45" or "45%". */
function readProgress(progress: Task['progress']): { progress?: number } {
  const text = typeof progress === 'string' ? progress.trim().replace(/\s*%$/, '') : progress;
  const number = text === '' ? Number.NaN : Number(text ?? Number.NaN);
  return Number.isFinite(number) ? { progress: Math.min(100, Math.max(0, number)) } : {};
}
