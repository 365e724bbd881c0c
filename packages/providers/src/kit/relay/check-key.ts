import type { Answer } from '@cineflow/http';
import { z } from 'zod';
import type { Balance, CallContext, KeyModels } from '../../spec.ts';
import { ask, type Account } from '../account.ts';
import { readPause, tell, toEvidence } from '../evidence.ts';
import { readReply } from './reply.ts';

const Models = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Asks for the models of a key, which costs nothing. */
export async function readKeyModels(account: Account, context: CallContext): Promise<KeyModels> {
  const { secrets } = account;
  const exchange = await ask(account, '/models', context);
  const list = exchange.kind === 'answer' && exchange.status === 200 ? readList(exchange) : undefined;
  if (list !== undefined) return { kind: 'known', ...list, evidence: toEvidence(exchange, { secrets }) };
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const words = readReply(exchange)?.problem?.words;
  const said = exchange.kind === 'failure' ? exchange.message : (words ?? `HTTP ${exchange.status}`);
  const message = tell(said, secrets);
  const isRefused = words !== undefined && (exchange.status === 401 || exchange.status === 403);
  if (isRefused) return { kind: 'refused', refusal: 'auth', message, evidence };
  return { kind: 'error', message, ...readPause(exchange), evidence };
}

/** The same question, for an account that tells nothing of money: whether the key is good. */
export async function checkKey(account: Account, context: CallContext): Promise<Balance> {
  const told = await readKeyModels(account, context);
  return told.kind === 'known' ? { kind: 'known', evidence: told.evidence } : told;
}

/** A list may be longer than what is read of an answer: then its beginning has to do. */
function readList({ body, truncated }: Answer): { models: string[]; isWhole: boolean } | undefined {
  if (!truncated) {
    const list = Models.safeParse(parse(body)).data;
    return list && { models: list.data.map(({ id }) => id), isWhole: true };
  }
  if (!/^\s*\{[^{}]*"data"\s*:\s*\[\s*\{/.test(body)) return undefined;
  const ids = [...body.matchAll(/"id"\s*:\s*"([^"\\]+)"/g)].map(([, id = '']) => id);
  return { models: ids, isWhole: false };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
