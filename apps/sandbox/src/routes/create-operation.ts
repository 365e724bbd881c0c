import type { FastifyInstance } from 'fastify';
import { type Answer, answerTooMany, cutInHalf, fail, succeed } from '../answer.ts';
import { type CreateDialect, mountCreate } from '../dialects/receive-create.ts';
import type { Operation } from '../operations/operation.ts';
import { parseCreate } from '../operations/parse-create.ts';
import type { Sandbox } from '../sandbox.ts';

/** `POST /v1/create`: accepts and charges an operation, or refuses it; a fault may spoil either answer. */
export function routeCreateOperation(app: FastifyInstance, sandbox: Sandbox): void {
  mountCreate(app, '/v1/create', { sandbox, dialect: DIALECT });
}

const describe = ({ id, chargedCents }: Operation) => ({
  task_id: id,
  status: 'pending',
  cost: chargedCents,
});
const invalid = (what: string): Answer => fail(1001, `参数错误: ${what}`);

const DIALECT: CreateDialect = {
  wire: 'sora-hk',
  parse: parseCreate,
  invalid,
  refusals: {
    'refused-429': ({ retryAfterSeconds }) => answerTooMany(retryAfterSeconds),
    'refused-503-no-channel': () => fail(503, '当前分组下无可用渠道', 503),
    'content-refusal': () => fail(1001, '提示词包含违反规定的内容，请修改后重试'),
    'invalid-parameter': () => invalid('duration'),
    'auth-401': () => fail(401, 'API Key 无效'),
    'balance-1012': () => fail(1012, '余额不足'),
  },
  accepted: (operation) => succeed(describe(operation)),
  acceptances: {
    'accepted-500': () => fail(500, '服务器内部错误'),
    'accepted-http-500': () => fail(500, '服务器内部错误', 500),
    'accepted-cut-json': (operation) =>
      cutInHalf(JSON.stringify({ code: 200, message: 'ok', data: describe(operation) })),
    'accepted-no-id': (operation) => succeed({ ...describe(operation), task_id: undefined }),
    'accepted-no-data': () => succeed(null),
    'accepted-odd-cost': (operation) => succeed({ ...describe(operation), cost: 1e308 }),
  },
};
