import { type Answer, answerBadGateway, cutInHalf } from '../../answer.ts';
import type { FaultOf } from '../../faults/fault-table.ts';
import type { Operation } from '../../operations/operation.ts';
import type { SandboxSettings } from '../../settings.ts';
import type { CreateDialect } from '../receive-create.ts';
import { describeVideo } from './describe-video.ts';
import { parseVideo } from './parse-video.ts';

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
function answerTooMany({ retryAfterSeconds }: Pick<SandboxSettings, 'retryAfterSeconds'>): Answer {
  const headers = retryAfterSeconds > 0 ? { 'retry-after': String(retryAfterSeconds) } : undefined;
  return fail(429, 'rate_limit_exceeded', '当前分组上游负载已饱和，请稍后再试', headers);
}

export const answerWrongKey = (): Answer => fail(401, '', '无效的令牌');
export const answerNotFound = (): Answer => failFlat(400, 'task_not_exist', 'task_not_exist');

const describe = (operation: Operation, settings: SandboxSettings) =>
  describeVideo(operation, operation.acceptedAt, settings);

/** A create in the words of a relay, whichever path it came by. */
export const CREATES: CreateDialect = {
  wire: 'openai-videos',
  parse: parseVideo,
  invalid: (what) => failFlat(400, 'invalid_request', what),
  refusals: {
    'refused-429': answerTooMany,
    'refused-503-no-channel': () => fail(503, 'model_not_found', '当前分组 default 下对于该模型无可用渠道'),
    'content-refusal': () => failFlat(400, 'fail_to_fetch_task', '{"error":{"code":"moderation_blocked"}}'),
    'invalid-parameter': () => failFlat(400, 'invalid_request', 'Unknown parameter'),
    'auth-401': answerWrongKey,
    'balance-1012': () => failFlat(403, 'insufficient_user_quota', '用户额度不足'),
  },
  accepted: (operation, settings) => succeed(describe(operation, settings)),
  acceptances: {
    'accepted-500': () => failFlat(200, 'do_request_failed', 'unexpected EOF'),
    'accepted-http-500': () => failFlat(500, 'do_request_failed', 'unexpected EOF'),
    'accepted-cut-json': (operation, settings) => cutInHalf(JSON.stringify(describe(operation, settings))),
    'accepted-no-id': (operation, settings) =>
      succeed({ ...describe(operation, settings), id: undefined, task_id: undefined }),
    'accepted-no-data': () => succeed({}),
  },
};

const POLLS: Record<FaultOf<'poll'>, (settings: SandboxSettings) => Answer> = {
  'poll-429': answerTooMany,
  'poll-500': () => fail(500, 'get_task_failed', 'database is locked'),
  'poll-html': answerBadGateway,
  'poll-not-found-once': answerNotFound,
};

/** What a fault makes of the answer to a poll. */
export function answerPollFault(fault: FaultOf<'poll'>, settings: SandboxSettings): Answer {
  return POLLS[fault](settings);
}
