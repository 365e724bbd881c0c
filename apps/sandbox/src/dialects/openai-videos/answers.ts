import { type Answer, answerBadGateway, cutInHalf } from '../../answer.ts';
import type { FaultOf } from '../../faults/fault-table.ts';
import type { SandboxSettings } from '../../settings.ts';

type CreateFault = FaultOf<'create'>;
type AcceptingFault = Extract<CreateFault, `accepted-${string}`>;
type RefusingFault = Exclude<CreateFault, AcceptingFault>;
type Delays = Pick<SandboxSettings, 'retryAfterSeconds' | 'hangMaxMs'>;

/** A success: the object itself, without an envelope. */
export function succeed(body: Record<string, unknown>): Answer {
  return { kind: 'json', status: 200, body };
}

/** A problem of the relay, in the envelope of its middleware. */
export function fail(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Answer {
  const body = { error: { message, type: 'new_api_error', code } };
  return { kind: 'json', status, body, ...(headers && { headers }) };
}

/** A problem of a task, in the flat envelope of the relay. */
function failFlat(status: number, code: string, message: string): Answer {
  return { kind: 'json', status, body: { code, message, data: null } };
}

/** HTTP 429, with Retry-After where it is set. */
export function answerTooMany({ retryAfterSeconds }: Pick<Delays, 'retryAfterSeconds'>): Answer {
  const headers = retryAfterSeconds > 0 ? { 'retry-after': String(retryAfterSeconds) } : undefined;
  return fail(429, 'rate_limit_exceeded', '当前分组上游负载已饱和，请稍后再试', headers);
}

export const answerWrongKey = (): Answer => fail(401, '', '无效的令牌');
export const answerNoMoney = (): Answer => failFlat(403, 'insufficient_user_quota', '用户额度不足');
export const answerInvalid = (message: string): Answer => failFlat(400, 'invalid_request', message);
export const answerNotFound = (): Answer => failFlat(400, 'task_not_exist', 'task_not_exist');

const REFUSALS: Record<RefusingFault, (delays: Delays) => Answer> = {
  'refused-429': answerTooMany,
  'refused-503-no-channel': () => fail(503, 'model_not_found', '当前分组 default 下对于该模型无可用渠道'),
  'rejected-502': answerBadGateway,
  'refused-drop': () => ({ kind: 'reset' }),
  'content-refusal': () => failFlat(400, 'fail_to_fetch_task', '{"error":{"code":"moderation_blocked"}}'),
  'invalid-parameter': () => answerInvalid('Unknown parameter'),
  'auth-401': answerWrongKey,
  'balance-1012': answerNoMoney,
};

const ACCEPTANCES: Record<AcceptingFault, (video: Record<string, unknown>, delays: Delays) => Answer> = {
  'accepted-500': () => failFlat(200, 'do_request_failed', 'unexpected EOF'),
  'accepted-http-500': () => failFlat(500, 'do_request_failed', 'unexpected EOF'),
  'accepted-502': answerBadGateway,
  'accepted-drop': () => ({ kind: 'reset' }),
  'accepted-hang': (_, { hangMaxMs }) => ({ kind: 'hang', maxMs: hangMaxMs }),
  'accepted-cut-json': (video) => cutInHalf(JSON.stringify(video)),
  'accepted-no-id': (video) => succeed({ ...video, id: undefined, task_id: undefined }),
  'accepted-no-data': () => succeed({}),
  'accepted-late': succeed,
  // This wire tells no cost.
  'accepted-odd-cost': succeed,
};

/** The answer of a fault that refuses a create, or undefined where the create goes on. */
export function answerRefusal(fault: CreateFault | undefined, delays: Delays): Answer | undefined {
  return fault === undefined || !(fault in REFUSALS) ? undefined : REFUSALS[fault as RefusingFault](delays);
}

/** The answer to an accepted create, spoiled as the fault wants it. */
export function answerAcceptance(
  fault: CreateFault | undefined,
  video: Record<string, unknown>,
  delays: Delays,
): Answer {
  return fault === undefined ? succeed(video) : ACCEPTANCES[fault as AcceptingFault](video, delays);
}

const POLLS: Record<FaultOf<'poll'>, (delays: Delays) => Answer> = {
  'poll-429': answerTooMany,
  'poll-500': () => fail(500, 'get_task_failed', 'database is locked'),
  'poll-html': answerBadGateway,
  'poll-not-found-once': answerNotFound,
};

/** What a fault makes of the answer to a poll. */
export function answerPollFault(fault: FaultOf<'poll'>, delays: Delays): Answer {
  return POLLS[fault](delays);
}
