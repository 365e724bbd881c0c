import type { Exchange } from '@cineflow/http';
import { ask, type Account } from '../kit/account.ts';
import { readRetryAfterMs, tell, toEvidence } from '../kit/evidence.ts';
import { isContentRefusal } from '../kit/words.ts';
import type { CallContext, Operation, PollOutcome } from '../spec.ts';
import { readReply, type Reply } from './wire.ts';

/** Asks once for the state of an operation. */
export async function poll(
  account: Account,
  operation: Operation,
  context: CallContext,
): Promise<PollOutcome> {
  const exchange = await ask(account, `/videos/${encodeURIComponent(operation.id)}`, context);
  return classifyPoll(exchange, account.secrets);
}

/** Says what one poll tells about its operation. While it is made the answer is HTTP 202, maybe without a body. */
export function classifyPoll(exchange: Exchange, secrets: readonly string[]): PollOutcome {
  const reply = readReply(exchange);
  if (exchange.kind === 'failure') return readError(exchange, reply, secrets);
  const isPage = exchange.body.trimStart().startsWith('<');
  if (exchange.status === 202 && !exchange.truncated && !isPage) return pending(exchange, reply, secrets);
  if (exchange.status === 200 && (reply?.status || reply?.video)) return readState(exchange, reply, secrets);
  // A page or an empty 404 comes from something in between and says nothing about the operation.
  if (exchange.status === 404 && reply !== undefined) {
    const evidence = toEvidence(exchange, { secrets, withBody: true });
    return { kind: 'not-found', message: tell(reply.problem || 'HTTP 404', secrets), evidence };
  }
  return readError(exchange, reply, secrets);
}

function readState(exchange: Exchange, reply: Reply, secrets: readonly string[]): PollOutcome {
  const { status, video, problem } = reply;
  const evidence = toEvidence(exchange, { secrets });
  const url = readUrl(video?.url);
  switch (status?.trim().toLowerCase() ?? 'done') {
    case 'done':
      if (!video) return pending(exchange, reply, secrets);
      if (url !== undefined && video.respect_moderation !== false)
        return { kind: 'completed', output: { url, auth: 'none' }, evidence };
      // It was made and is billed; only the clip is kept back.
      return {
        kind: 'failed',
        reason: 'content-policy',
        message: tell(problem || 'The clip was kept back by moderation', secrets),
        evidence,
      };
    case 'failed':
    case 'expired': {
      const isContent = isContentRefusal(problem) || /moderation/i.test(problem);
      const reason = isContent ? 'content-policy' : 'provider-failed';
      return {
        kind: 'failed',
        reason,
        message: tell(problem || `The provider says ${status}`, secrets),
        evidence,
      };
    }
    default:
      return pending(exchange, reply, secrets);
  }
}

function pending(exchange: Exchange, reply: Reply | undefined, secrets: readonly string[]): PollOutcome {
  const { progress } = reply ?? {};
  const share = typeof progress === 'number' ? { progress: Math.min(100, Math.max(0, progress)) } : {};
  return { kind: 'pending', ...share, evidence: toEvidence(exchange, { secrets }) };
}

function readError(exchange: Exchange, reply: Reply | undefined, secrets: readonly string[]): PollOutcome {
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  if (exchange.kind === 'failure') {
    return { kind: 'error', cause: 'unavailable', message: tell(exchange.message, secrets), evidence };
  }
  const message = tell(reply?.problem || `HTTP ${exchange.status}`, secrets);
  if (exchange.status === 429) {
    const retryAfterMs = readRetryAfterMs(exchange);
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { kind: 'error', cause: 'throttled', message, ...wait, evidence };
  }
  return { kind: 'error', cause: exchange.status === 401 ? 'auth' : 'unavailable', message, evidence };
}

function readUrl(text: string | null | undefined): string | undefined {
  const url = URL.parse(text?.trim() ?? '');
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}
