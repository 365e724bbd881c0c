import type { FastifyRequest } from 'fastify';
import { type Answer, waitQuietly } from '../answer.ts';
import { hasKey } from '../check-key.ts';
import type { FaultOf } from '../faults/fault-table.ts';
import { parseTags } from '../faults/parse-tags.ts';
import type { CreateRequest, Operation } from '../operations/operation.ts';
import type { Sandbox } from '../sandbox.ts';
import type { SandboxSettings } from '../settings.ts';

export type Delays = Pick<SandboxSettings, 'retryAfterSeconds' | 'hangMaxMs'>;
type CreateFault = FaultOf<'create'>;
export type AcceptingFault = Extract<CreateFault, `accepted-${string}`>;
export type RefusingFault = Exclude<CreateFault, AcceptingFault>;

/** How one dialect reads a create and answers it; money, faults and counting are the same for all. */
export interface CreateDialect {
  /** A text names what is not acceptable. */
  parse(body: unknown): CreateRequest | string;
  invalid(what: string): Answer;
  refusals: Record<RefusingFault, (delays: Delays) => Answer>;
  accepted(operation: Operation): Answer;
  acceptances: Partial<Record<AcceptingFault, (operation: Operation, delays: Delays) => Answer>>;
}

/** Accepts and charges a create, or refuses it; a fault may spoil either answer. */
export async function receiveCreate(
  request: FastifyRequest,
  sandbox: Sandbox,
  dialect: CreateDialect,
): Promise<Answer> {
  const { settings, faults, operations, closing } = sandbox;
  const { refusals } = dialect;
  const refuse = (reason: string, answer: Answer): Answer => {
    sandbox.refuse(reason);
    return answer;
  };
  if (!hasKey(request, settings.apiKey)) return refuse('wrong-key', refusals['auth-401'](settings));
  const asked = dialect.parse(request.body);
  if (typeof asked === 'string') return refuse('invalid-request', dialect.invalid(asked));
  const [unknown] = parseTags(asked.prompt).unknown;
  if (unknown !== undefined) return refuse('unknown-fault-tag', dialect.invalid(`fault "${unknown}"`));
  const fault = faults.choose('create', asked.prompt, asked.prompt);
  if (fault !== undefined && fault in refusals) {
    return refuse(fault, refusals[fault as RefusingFault](settings));
  }
  if (fault === 'accepted-late') await waitQuietly(settings.lateMs, closing.signal);
  if (closing.signal.aborted) return refuse('closing', { kind: 'reset' });
  if (settings.limit > 0 && operations.inFlight >= settings.limit) {
    return refuse('limit', refusals['refused-429'](settings));
  }
  if (settings.balanceCents < sandbox.priceOf(asked)) {
    return refuse('balance', refusals['balance-1012'](settings));
  }
  const operation = await sandbox.accept(asked, request.id, fault ?? null);
  const spoil = fault === undefined ? undefined : dialect.acceptances[fault as AcceptingFault];
  return spoil === undefined ? dialect.accepted(operation) : spoil(operation, settings);
}
