import type { ClipOutput } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import type { PollOutcome } from '../../spec.ts';
import type { Account } from '../account.ts';
import { tell, toEvidence } from '../evidence.ts';
import { oddStatus, unanswered } from '../outcomes.ts';
import { readProgress } from '../read.ts';
import { isContentRefusal, isTaskUnknown } from '../words.ts';
import { readLink, readReason, readReply, type RelayReply, type Task } from './reply.ts';

const DONE_WORDS = new Set(['completed', 'succeeded', 'success']);
const RUNNING_WORDS = new Set([
  'queued',
  'pending',
  'submitted',
  'not_start',
  'in_progress',
  'processing',
  'running',
  'generating',
]);
const FAILED_WORDS = new Set(['failed', 'failure']);

/**
 * Classifies a relay's answer to a poll; the outer status counts, whatever is nested. `contentPath` serves the clip
 * of a task without a link.
 */
export function classifyPoll(
  exchange: Exchange,
  { baseUrl, secrets }: Account,
  contentPath?: string,
): PollOutcome {
  const evidence = toEvidence(exchange, { secrets });
  if (exchange.kind === 'failure') return unanswered(exchange, { secrets });
  const reply = readReply(exchange);
  const task = exchange.status < 300 ? reply?.task : undefined;
  const status = task?.status?.trim().toLowerCase();
  if (task === undefined || status === undefined) return readTrouble(exchange, reply, secrets);
  const output = DONE_WORDS.has(status) ? readOutput(task, baseUrl, contentPath) : undefined;
  if (output !== undefined) return { kind: 'completed', output, evidence };
  // The link may come later: never give up a finished clip because of one answer.
  if (!FAILED_WORDS.has(status)) {
    const odd = oddStatus(status, RUNNING_WORDS, secrets);
    return { kind: 'pending', ...readProgress(task.progress), ...odd, evidence };
  }
  const words = readReason(task);
  const reason = isContentRefusal(words) ? 'content-policy' : 'provider-failed';
  return { kind: 'failed', reason, message: tell(words || 'The provider gave no reason', secrets), evidence };
}

/** Place of the clip: a foreign link, or the task's content behind the key. */
function readOutput(task: Task, baseUrl: string, contentPath: string | undefined): ClipOutput | undefined {
  const link = URL.parse(readLink(task) ?? '');
  // A relay that does not know its own address links to its content on a wrong host.
  if (contentPath !== undefined && (link === null || link.pathname.endsWith(contentPath)))
    return { url: baseUrl + contentPath, auth: 'provider' };
  if (link === null) return undefined;
  const isOwn = link.origin === new URL(baseUrl).origin;
  return { url: link.href, auth: isOwn ? 'provider' : 'none' };
}

/** Classifies an answer without a state: a failed question, or an unknown task. */
function readTrouble(
  exchange: Exchange,
  reply: RelayReply | undefined,
  secrets: readonly string[],
): PollOutcome {
  const { status } = exchange;
  const words = reply?.problem?.words ?? '';
  const said = { words: reply?.problem?.message || words, secrets };
  if (status === 401 || (status === 403 && words !== ''))
    return unanswered(exchange, { ...said, cause: 'auth' });
  // A wrong address also gives 404, and an HTML page says nothing: neither is about the task.
  const isMissing = status === 404 && words !== '' && !/invalid url/i.test(words);
  if (status === 429 || !(isMissing || isTaskUnknown(words))) return unanswered(exchange, said);
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  return { kind: 'not-found', message: tell(said.words, secrets), evidence };
}
