import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerBadGateway, answerFirewall, sendAnswer, waitQuietly } from '../answer.ts';
import { hasKey } from '../check-key.ts';
import type { FaultOf } from '../faults/fault-table.ts';
import { parseTags } from '../faults/parse-tags.ts';
import type { Operation, Order } from '../operations/operation.ts';
import type { Sandbox } from '../sandbox.ts';
import type { SandboxSettings } from '../settings.ts';

type CreateFault = FaultOf<'create'>;
type AcceptingFault = Extract<CreateFault, `accepted-${string}`>;
type RefusingFault = Exclude<CreateFault, AcceptingFault>;
type Refusals<Name extends string> = Record<Name, (settings: SandboxSettings) => Answer>;
type Acceptances<Name extends string> = Record<
  Name,
  (operation: Operation, settings: SandboxSettings) => Answer
>;

/** What comes from the connection or a proxy is the same in every dialect. */
const REFUSALS = {
  'rejected-502': answerBadGateway,
  'rejected-403': answerFirewall,
  'refused-drop': () => ({ kind: 'reset' }),
} satisfies Partial<Refusals<RefusingFault>>;
const ACCEPTANCES = {
  'accepted-502': answerBadGateway,
  'accepted-drop': () => ({ kind: 'reset' }),
  'accepted-hang': (_, { hangMaxMs }) => ({ kind: 'hang', maxMs: hangMaxMs }),
} satisfies Partial<Acceptances<AcceptingFault>>;

/** How one dialect reads a create and answers it; money, faults and counting are the same for all. */
export interface CreateDialect {
  /** Family that speaks it. */
  wire: string;
  /** Refuses what is wrong before the body is looked at. */
  precheck?(request: FastifyRequest): { reason: string; answer: Answer } | undefined;
  /** A text names what is not acceptable. */
  parse(body: unknown): Order | string;
  invalid(what: string): Answer;
  refusals: Refusals<Exclude<RefusingFault, keyof typeof REFUSALS>>;
  accepted(operation: Operation, settings: SandboxSettings): Answer;
  /** A fault that is not here leaves the answer as it is. */
  acceptances: Partial<Acceptances<Exclude<AcceptingFault, keyof typeof ACCEPTANCES>>>;
}

/** Mounts the create of a dialect. One whose body cannot be read is counted too. */
export function mountCreate(
  app: FastifyInstance,
  path: string,
  { sandbox, dialect }: { sandbox: Sandbox; dialect: CreateDialect },
): void {
  const { bill, closing } = sandbox;
  const errorHandler = (error: Error & { statusCode?: number }) => {
    if ((error.statusCode ?? 500) >= 500) throw error;
    bill.received++;
    sandbox.refuse('unreadable-request');
    return dialect.invalid('body');
  };
  app.post(
    path,
    { errorHandler: (error, _, reply) => void sendAnswer(reply, errorHandler(error), closing.signal) },
    async (request, reply) => {
      bill.received++;
      return sendAnswer(reply, await receiveCreate(request, sandbox, dialect), closing.signal);
    },
  );
}

/** Accepts and charges a create, or refuses it; a fault may spoil either answer. */
export async function receiveCreate(
  request: FastifyRequest,
  sandbox: Sandbox,
  dialect: CreateDialect,
): Promise<Answer> {
  const { settings, faults, operations, closing } = sandbox;
  const refusals: Refusals<RefusingFault> = { ...REFUSALS, ...dialect.refusals };
  const acceptances: Partial<Acceptances<AcceptingFault>> = { ...ACCEPTANCES, ...dialect.acceptances };
  const refuse = (reason: string, answer: Answer): Answer => {
    sandbox.refuse(reason);
    return answer;
  };
  const early = dialect.precheck?.(request);
  if (early !== undefined) return refuse(early.reason, early.answer);
  if (!hasKey(request, settings.apiKey)) return refuse('wrong-key', refusals['auth-401'](settings));
  const asked = dialect.parse(request.body);
  if (typeof asked === 'string') return refuse('invalid-request', dialect.invalid(asked));
  const [unknown] = parseTags(asked.prompt).unknown;
  if (unknown !== undefined) return refuse('unknown-fault-tag', dialect.invalid(`fault "${unknown}"`));
  const fault = faults.choose('create', asked.prompt, asked.prompt);
  if (isRefusing(fault)) return refuse(fault, refusals[fault](settings));
  if (fault === 'accepted-late') await waitQuietly(settings.lateMs, closing.signal);
  if (closing.signal.aborted) return refuse('closing', { kind: 'reset' });
  if (settings.limit > 0 && operations.inFlight >= settings.limit)
    return refuse('limit', refusals['refused-429'](settings));
  if (settings.balanceCents < sandbox.priceOf(asked))
    return refuse('balance', refusals['balance-1012'](settings));
  const operation = await sandbox.accept(asked, { requestId: request.id, wire: dialect.wire }, fault ?? null);
  const spoil = fault && acceptances[fault];
  return spoil === undefined ? dialect.accepted(operation, settings) : spoil(operation, settings);
}

function isRefusing(fault: CreateFault | undefined): fault is RefusingFault {
  return fault !== undefined && !fault.startsWith('accepted-');
}
