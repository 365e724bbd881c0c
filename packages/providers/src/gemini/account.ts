import { z } from 'zod';
import { ask, type Account } from '../kit/account.ts';
import { readPause, tell, toEvidence } from '../kit/evidence.ts';
import { isKeyRefused, readJson, readProblem } from '../kit/google/problem.ts';
import type { Balance, CallContext } from '../spec.ts';

const Models = z.object({ models: z.array(z.object({ name: z.string() })) });

/** Asks for one model of the key, which costs nothing: tells whether the key is good, and nothing of money. */
export async function checkKey(account: Account, context: CallContext): Promise<Balance> {
  const { secrets } = account;
  const exchange = await ask(account, '/models?pageSize=1', context);
  const body = readJson(exchange);
  const isKnown = exchange.kind === 'answer' && exchange.status === 200 && Models.safeParse(body).success;
  if (isKnown) return { kind: 'known', evidence: toEvidence(exchange, { secrets }) };
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const problem = readProblem(body);
  const said =
    exchange.kind === 'failure' ? exchange.message : (problem?.message ?? `HTTP ${exchange.status}`);
  const message = tell(said, secrets);
  const isRefused =
    problem !== undefined && (exchange.status === 401 || exchange.status === 403 || isKeyRefused(problem));
  if (isRefused) return { kind: 'refused', refusal: 'auth', message, evidence };
  return { kind: 'error', message, ...readPause(exchange), evidence };
}
