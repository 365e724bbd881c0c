import { z } from 'zod';
import { readPause, tell, toEvidence } from '../evidence.ts';
import type { Balance, CallContext } from '../spec.ts';
import { type Account, askAccount } from './account.ts';
import { Amount, readReply } from './wire.ts';

const Cents = z.union([Amount, z.object({ balance: Amount }).transform(({ balance }) => balance)]);

/** Reads the account's balance, which also tells whether the key is good. */
export async function readBalance(account: Account, context: CallContext): Promise<Balance> {
  const { secrets } = account;
  const exchange = await askAccount(account, '/balance', context);
  const reply = readReply(exchange);
  const cents = reply?.code === 200 ? Cents.safeParse(reply.data).data : undefined;
  if (cents !== undefined && Number.isFinite(cents)) {
    return { kind: 'known', cents, evidence: toEvidence(exchange, { secrets }) };
  }
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const said = exchange.kind === 'failure' ? exchange.message : reply?.message || `HTTP ${exchange.status}`;
  const message = tell(said, secrets);
  if (reply?.code === 401 || (reply !== undefined && exchange.status === 401)) {
    return { kind: 'refused', refusal: 'auth', message, evidence };
  }
  if (reply?.code === 1012) return { kind: 'refused', refusal: 'balance', message, evidence };
  return { kind: 'error', message, ...readPause(exchange), evidence };
}
