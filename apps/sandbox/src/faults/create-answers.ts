import { type Answer, answerBadGateway, answerTooMany, cutInHalf, fail, succeed } from '../answer.ts';
import type { SandboxSettings } from '../settings.ts';
import type { FaultOf } from './fault-table.ts';

type CreateFault = FaultOf<'create'>;
type AcceptingFault = Extract<CreateFault, `accepted-${string}`>;
type RefusingFault = Exclude<CreateFault, AcceptingFault>;
type Delays = Pick<SandboxSettings, 'retryAfterSeconds' | 'hangMaxMs'>;

const REFUSALS: Record<RefusingFault, (delays: Delays) => Answer> = {
  'refused-429': ({ retryAfterSeconds }) => answerTooMany(retryAfterSeconds),
  'refused-503-no-channel': () => fail(503, '当前分组下无可用渠道', 503),
  'rejected-502': () => answerBadGateway(),
  'refused-drop': () => ({ kind: 'reset' }),
  'content-refusal': () => fail(1001, '提示词包含违反规定的内容，请修改后重试'),
  'invalid-parameter': () => fail(1001, '参数错误'),
  'auth-401': () => fail(401, 'API Key 无效'),
  'balance-1012': () => fail(1012, '余额不足'),
};

const ACCEPTANCES: Record<AcceptingFault, (data: Record<string, unknown>, delays: Delays) => Answer> = {
  'accepted-500': () => fail(500, '服务器内部错误'),
  'accepted-http-500': () => fail(500, '服务器内部错误', 500),
  'accepted-502': () => answerBadGateway(),
  'accepted-drop': () => ({ kind: 'reset' }),
  'accepted-hang': (_, { hangMaxMs }) => ({ kind: 'hang', maxMs: hangMaxMs }),
  'accepted-cut-json': (data) => cutInHalf(JSON.stringify({ code: 200, message: 'ok', data })),
  'accepted-no-id': ({ status, cost }) => succeed({ status, cost }),
  'accepted-no-data': () => succeed(null),
  'accepted-late': (data) => succeed(data),
  'accepted-odd-cost': (data) => succeed({ ...data, cost: 1e308 }),
};

/** The answer of a fault that refuses a create, or undefined where the create goes on. */
export function answerRefusal(fault: CreateFault | undefined, delays: Delays): Answer | undefined {
  return fault === undefined || !(fault in REFUSALS) ? undefined : REFUSALS[fault as RefusingFault](delays);
}

/** The answer to an accepted create, spoiled as the fault wants it. */
export function answerAcceptance(
  fault: CreateFault | undefined,
  data: Record<string, unknown>,
  delays: Delays,
): Answer {
  const spoil = fault === undefined ? undefined : ACCEPTANCES[fault as AcceptingFault];
  return spoil === undefined ? succeed(data) : spoil(data, delays);
}
