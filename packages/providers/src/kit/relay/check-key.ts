import type { Answer } from '@cineflow/http';
import { z } from 'zod';
import type { Balance, CallContext } from '../../spec.ts';
import { ask, type Account } from '../account.ts';
import { readPause, tell, toEvidence } from '../evidence.ts';
import { parseJson } from '../read.ts';
import { isWrongKey } from '../words.ts';
import { readReply } from './reply.ts';

/** Google names its list in another way. */
const Models = z.union([
  z.object({ data: z.array(z.object({ id: z.string() })) }),
  z.object({ models: z.array(z.object({ name: z.string() })) }),
]);

/** Asks for the models of a key, which costs nothing: tells whether the key is good, and nothing of money. */
export async function checkKey(account: Account, context: CallContext): Promise<Balance> {
  const { secrets } = account;
  const exchange = await ask(account, '/models', context);
  const isModels = exchange.kind === 'answer' && exchange.status === 200 && isList(exchange);
  if (isModels) return { kind: 'known', evidence: toEvidence(exchange, { secrets }) };
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const words = readReply(exchange)?.problem?.words;
  const said = exchange.kind === 'failure' ? exchange.message : (words ?? `HTTP ${exchange.status}`);
  const message = tell(said, secrets);
  const isRefused = exchange.status === 401 || exchange.status === 403 || isWrongKey(words ?? '');
  if (words !== undefined && isRefused) return { kind: 'refused', refusal: 'auth', message, evidence };
  return { kind: 'error', message, ...readPause(exchange), evidence };
}

/** A list may be longer than what is read of an answer: then its beginning has to do. */
function isList({ body, truncated }: Answer): boolean {
  return truncated
    ? /^\s*\{[^{}]*"(?:data|models)"\s*:\s*\[\s*\{/.test(body)
    : Models.safeParse(parseJson(body)).success;
}
