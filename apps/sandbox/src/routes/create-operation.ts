import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerTooMany, fail, sendAnswer, waitQuietly } from '../answer.ts';
import { hasKey } from '../check-key.ts';
import { answerAcceptance, answerRefusal } from '../faults/create-answers.ts';
import type { FaultOf } from '../faults/fault-table.ts';
import { parseTags } from '../faults/parse-tags.ts';
import type { CreateRequest } from '../operations/operation.ts';
import { parseCreate } from '../operations/parse-create.ts';
import type { Sandbox } from '../sandbox.ts';

/** `POST /v1/create`: accepts and charges an operation, or refuses it; a fault may spoil either answer. */
export function routeCreateOperation(app: FastifyInstance, sandbox: Sandbox): void {
  app.post('/v1/create', async (request, reply) => {
    sandbox.bill.received++;
    return sendAnswer(reply, await create(request, sandbox), sandbox.closing.signal);
  });
}

async function create(request: FastifyRequest, sandbox: Sandbox): Promise<Answer> {
  const { settings, faults } = sandbox;
  if (!hasKey(request, settings.apiKey)) return refuse(sandbox, 'wrong-key', fail(401, 'API Key 无效'));
  const asked = parseCreate(request.body);
  if (typeof asked === 'string') return refuse(sandbox, 'invalid-request', fail(1001, asked));
  const [unknown] = parseTags(asked.prompt).unknown;
  if (unknown !== undefined) {
    return refuse(
      sandbox,
      'unknown-fault-tag',
      fail(1001, `参数错误: no fault "${unknown}" in this sandbox`),
    );
  }
  const fault = faults.choose('create', asked.prompt, asked.prompt);
  const refusal = answerRefusal(fault, settings);
  if (refusal !== undefined) return refuse(sandbox, fault ?? '', refusal);
  if (fault === 'accepted-late') await waitQuietly(settings.lateMs, sandbox.closing.signal);
  if (sandbox.closing.signal.aborted) return refuse(sandbox, 'closing', { kind: 'reset' });
  return refuseForLack(asked, sandbox) ?? accept(request, asked, sandbox, fault);
}

function refuseForLack(asked: CreateRequest, sandbox: Sandbox): Answer | undefined {
  const { limit, balanceCents, retryAfterSeconds } = sandbox.settings;
  if (limit > 0 && sandbox.operations.inFlight >= limit) {
    return refuse(sandbox, 'limit', answerTooMany(retryAfterSeconds));
  }
  if (balanceCents < sandbox.priceOf(asked)) return refuse(sandbox, 'balance', fail(1012, '余额不足'));
  return undefined;
}

async function accept(
  request: FastifyRequest,
  asked: CreateRequest,
  sandbox: Sandbox,
  fault: FaultOf<'create'> | undefined,
): Promise<Answer> {
  const operation = await sandbox.accept(asked, request.id, fault ?? null);
  const data = { task_id: operation.id, status: 'pending', cost: operation.chargedCents };
  return answerAcceptance(fault, data, sandbox.settings);
}

function refuse(sandbox: Sandbox, reason: string, answer: Answer): Answer {
  sandbox.refuse(reason);
  return answer;
}
