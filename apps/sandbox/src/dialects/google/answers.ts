import { type Answer, cutInHalf } from '../../answer.ts';
import type { Operation } from '../../operations/operation.ts';
import type { SandboxSettings } from '../../settings.ts';
import type { CreateDialect } from '../receive-create.ts';

export const json = (body: unknown, status = 200): Answer => ({ kind: 'json', status, body });
export const problem = (code: number, status: string, message: string): Answer =>
  json({ error: { code, message, status } }, code);

export const wrongKey = (): Answer =>
  problem(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.');
export const wrongToken = (): Answer =>
  problem(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
export const serverError = (status = 500): Answer =>
  json({ error: { code: 500, message: 'An internal error has occurred.', status: 'INTERNAL' } }, status);
export const invalid = (what: string): Answer =>
  problem(400, 'INVALID_ARGUMENT', `Invalid value at '${what}'.`);
export const notFound = (): Answer => problem(404, 'NOT_FOUND', 'Operation not found.');

/** HTTP 429; when to come back is told in the body, as Google does. */
export function tooMany({ retryAfterSeconds }: Pick<SandboxSettings, 'retryAfterSeconds'>): Answer {
  const details = retryAfterSeconds > 0 ? [{ retryDelay: `${retryAfterSeconds}s` }] : [];
  const error = { code: 429, message: 'Resource has been exhausted.', status: 'RESOURCE_EXHAUSTED', details };
  return json({ error }, 429);
}

/** How a create is answered, whatever it names its operation. */
export function toDialect(
  parse: CreateDialect['parse'],
  tell: (operation: Operation) => Record<string, unknown>,
  answerWrongKey: () => Answer,
): CreateDialect {
  return {
    wire: 'google',
    parse,
    invalid,
    refusals: {
      'refused-429': tooMany,
      'refused-503-no-channel': () => json({ error: { message: '当前分组下无可用渠道' } }, 503),
      'content-refusal': () => problem(400, 'INVALID_ARGUMENT', 'The prompt violates the usage guidelines.'),
      'invalid-parameter': () => invalid('duration'),
      'auth-401': answerWrongKey,
      'balance-1012': () => problem(429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.'),
    },
    accepted: (operation) => json(tell(operation)),
    acceptances: {
      'accepted-500': () => serverError(200),
      'accepted-http-500': () => serverError(),
      'accepted-cut-json': (operation) => cutInHalf(JSON.stringify(tell(operation))),
      'accepted-no-id': () => json({ status: 'in_progress' }),
      'accepted-no-data': () => json(null),
    },
  };
}
