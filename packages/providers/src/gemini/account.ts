import { ask, type Account } from '../kit/account.ts';
import { readPause, tell, toEvidence } from '../kit/evidence.ts';
import { isKeyRefused, readJson, readProblem } from '../kit/google/problem.ts';
import { readModelList } from '../kit/model-list.ts';
import type { Balance, CallContext, KeyModels } from '../spec.ts';

/** Checks the key by listing one model, which is free. Says nothing about money. */
export async function checkKey(account: Account, context: CallContext): Promise<Balance> {
  const told = await askModels(account, 1, context);
  return told.kind === 'known' ? { kind: 'known', evidence: told.evidence } : told;
}

/** [D] Most rows per page. */
const PAGE_ROWS = 1_000;

/** Lists the models of the key, which is free. */
export function readKeyModels(account: Account, context: CallContext): Promise<KeyModels> {
  return askModels(account, PAGE_ROWS, context);
}

async function askModels(account: Account, rows: number, context: CallContext): Promise<KeyModels> {
  const { secrets } = account;
  const exchange = await ask(account, `/models?pageSize=${rows}`, context);
  const list = readModelList(exchange);
  if (list !== undefined) return { kind: 'known', ...list, evidence: toEvidence(exchange, { secrets }) };
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const problem = readProblem(readJson(exchange));
  const said =
    exchange.kind === 'failure' ? exchange.message : (problem?.message ?? `HTTP ${exchange.status}`);
  const message = tell(said, secrets);
  const isRefused =
    problem !== undefined && (exchange.status === 401 || exchange.status === 403 || isKeyRefused(problem));
  if (isRefused) return { kind: 'refused', refusal: 'auth', message, evidence };
  return { kind: 'error', message, ...readPause(exchange), evidence };
}
