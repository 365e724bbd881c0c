import { type Answer, cutInHalf } from '../../answer.ts';
import type { SandboxSettings } from '../../settings.ts';
import type { CreateDialect } from '../receive-create.ts';
import { parseCreate } from './parse-create.ts';

const REQUEST_ID = 'sandbox';

/** An answer with these fields beside the id of the request. */
export function answer(fields: Record<string, unknown>, status = 200): Answer {
  return { kind: 'json', status, body: { request_id: REQUEST_ID, ...fields } };
}

/** A refusal in the provider's words. */
function refuse(status: number, code: string, message: string): Answer {
  return answer({ code, message }, status);
}

export const answerWrongKey = (): Answer => refuse(401, 'InvalidApiKey', 'Invalid API-key provided.');
export const answerServerError = (status = 500): Answer =>
  refuse(status, 'InternalError', 'An internal error has occurred, please try again later.');
const answerInvalid = (what: string): Answer => refuse(400, 'InvalidParameter', `${what} is not valid.`);
const answerArrears = (): Answer =>
  refuse(400, 'Arrearage', 'Access denied, please make sure your account is in good standing.');

/** HTTP 429, with Retry-After where there is one in the settings; the vendor documents none. */
export function answerTooMany({ retryAfterSeconds }: Pick<SandboxSettings, 'retryAfterSeconds'>): Answer {
  const told = refuse(429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.');
  if (retryAfterSeconds === 0 || told.kind !== 'json') return told;
  return { ...told, headers: { 'retry-after': String(retryAfterSeconds) } };
}

const REFUSALS: CreateDialect['refusals'] = {
  'refused-429': answerTooMany,
  'refused-503-no-channel': () => ({
    kind: 'json',
    status: 503,
    body: { error: { code: 'get_channel_failed', message: '当前分组下无可用渠道', type: 'new_api_error' } },
  }),
  'content-refusal': () =>
    refuse(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.'),
  'invalid-parameter': () => answerInvalid('parameters'),
  'auth-401': answerWrongKey,
  'balance-1012': answerArrears,
};

const outputOf = (id: string) => ({ task_id: id, task_status: 'PENDING' });

/** A fault that is not here leaves the answer as it is: this wire tells no cost. */
const ACCEPTANCES: CreateDialect['acceptances'] = {
  'accepted-500': () => answerServerError(200),
  'accepted-http-500': () => answerServerError(),
  'accepted-cut-json': ({ id }) =>
    cutInHalf(JSON.stringify({ output: outputOf(id), request_id: REQUEST_ID })),
  'accepted-no-id': () => answer({ output: { task_status: 'PENDING' } }),
  'accepted-no-data': () => answer({}),
};

/** How a create is read and answered. */
export const CREATES: CreateDialect = {
  wire: 'dashscope',
  precheck: ({ headers }) =>
    headers['x-dashscope-async'] === 'enable'
      ? undefined
      : {
          reason: 'synchronous',
          answer: refuse(403, 'AccessDenied', 'current user api does not support synchronous calls.'),
        },
  parse: parseCreate,
  invalid: answerInvalid,
  refusals: REFUSALS,
  accepted: ({ id }) => answer({ output: outputOf(id) }),
  acceptances: ACCEPTANCES,
};
