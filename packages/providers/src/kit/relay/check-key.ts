import type { Balance, CallContext, KeyModels } from '../../spec.ts';
import { ask, type Account } from '../account.ts';
import { readPause, tell, toEvidence } from '../evidence.ts';
import { readModelList } from '../model-list.ts';
import { isWrongKey } from '../words.ts';
import { readReply } from './reply.ts';

/** Lists the models of a key, which is free. */
export async function readKeyModels(account: Account, context: CallContext): Promise<KeyModels> {
  const { secrets } = account;
  const exchange = await ask(account, '/models', context);
  const list = readModelList(exchange);
  if (list !== undefined) return { kind: 'known', ...list, evidence: toEvidence(exchange, { secrets }) };
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const words = readReply(exchange)?.problem?.words;
  const said = exchange.kind === 'failure' ? exchange.message : (words ?? `HTTP ${exchange.status}`);
  const message = tell(said, secrets);
  const isRefused = exchange.status === 401 || exchange.status === 403 || isWrongKey(words ?? '');
  if (words !== undefined && isRefused) return { kind: 'refused', refusal: 'auth', message, evidence };
  return { kind: 'error', message, ...readPause(exchange), evidence };
}

/** Checks the key by its models, for accounts that report no balance. */
export async function checkKey(account: Account, context: CallContext): Promise<Balance> {
  const told = await readKeyModels(account, context);
  return told.kind === 'known' ? { kind: 'known', evidence: told.evidence } : told;
}
