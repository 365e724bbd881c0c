import type { Exchange } from '@cineflow/http';
import { ask, type Account } from '../kit/account.ts';
import { tell, toEvidence } from '../kit/evidence.ts';
import { oddStatus, unanswered } from '../kit/outcomes.ts';
import { isPage, readHttpUrl, readProgress } from '../kit/read.ts';
import { isContentRefusal } from '../kit/words.ts';
import type { CallContext, Operation, PollOutcome } from '../spec.ts';
import { readReply, type Reply } from './wire.ts';

/** HTTP 202 may come without a status. */
const RUNNING = new Set(['pending', 'processing', 'in_progress', 'queued', '']);

/** Asks once for the state of an operation. */
export async function poll(
  account: Account,
  operation: Operation,
  context: CallContext,
): Promise<PollOutcome> {
  const exchange = await ask(account, `/videos/${encodeURIComponent(operation.id)}`, context);
  return classifyPoll(exchange, account.secrets);
}

/** Classifies the answer to a poll. During the render it is HTTP 202, perhaps without a body. */
export function classifyPoll(exchange: Exchange, secrets: readonly string[]): PollOutcome {
  const reply = readReply(exchange);
  if (exchange.kind === 'failure') return readError(exchange, reply, secrets);
  if (exchange.status === 202 && !exchange.truncated && !isPage(exchange.body))
    return pending(exchange, reply, secrets);
  if (exchange.status === 200 && (reply?.status || reply?.video)) return readState(exchange, reply, secrets);
  // An HTML page or an empty 404 comes from a proxy and says nothing about the operation.
  if (exchange.status === 404 && reply !== undefined) {
    const evidence = toEvidence(exchange, { secrets, withBody: true });
    return { kind: 'not-found', message: tell(reply.problem || 'HTTP 404', secrets), evidence };
  }
  return readError(exchange, reply, secrets);
}

function readState(exchange: Exchange, reply: Reply, secrets: readonly string[]): PollOutcome {
  const { status, video, problem } = reply;
  const evidence = toEvidence(exchange, { secrets });
  const url = readHttpUrl(video?.url);
  switch (status?.trim().toLowerCase() ?? 'done') {
    case 'done':
      if (!video) return pending(exchange, reply, secrets);
      if (url !== undefined && video.respect_moderation !== false)
        return { kind: 'completed', output: { url, auth: 'none' }, evidence };
      // The clip was made and billed, but is withheld.
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
  const odd = oddStatus(reply?.status ?? '', RUNNING, secrets);
  return {
    kind: 'pending',
    ...readProgress(reply?.progress),
    ...odd,
    evidence: toEvidence(exchange, { secrets }),
  };
}

function readError(exchange: Exchange, reply: Reply | undefined, secrets: readonly string[]): PollOutcome {
  const cause = exchange.status === 401 ? 'auth' : 'unavailable';
  return unanswered(exchange, { cause, words: reply?.problem ?? '', secrets });
}
