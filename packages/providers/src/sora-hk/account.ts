import { toMicros } from '@cineflow/core';
import { z } from 'zod';
import { ask, type Account } from '../kit/account.ts';
import { tell, toEvidence } from '../kit/evidence.ts';
import type { Balance, CallContext, Prices } from '../spec.ts';
import { CURRENCY, MODEL, PRO_MODEL } from './settings.ts';
import { Amount, readReply } from './wire.ts';

const Cents = z.union([Amount, z.object({ balance: Amount }).transform(({ balance }) => balance)]);

/** Reads the account's balance, which also tells whether the key is good. */
export async function readBalance(account: Account, context: CallContext): Promise<Balance> {
  const { secrets } = account;
  const exchange = await ask(account, '/balance', context);
  const reply = readReply(exchange);
  const cents = reply?.code === 200 ? Cents.safeParse(reply.data).data : undefined;
  if (cents !== undefined && Number.isFinite(cents)) {
    const balance = { amountMicros: toMicros(cents), currency: CURRENCY };
    return { kind: 'known', balance, evidence: toEvidence(exchange, { secrets }) };
  }
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  const said = exchange.kind === 'failure' ? exchange.message : reply?.message || `HTTP ${exchange.status}`;
  const message = tell(said, secrets);
  if (reply?.code === 401 || (reply !== undefined && exchange.status === 401)) {
    return { kind: 'refused', refusal: 'auth', message, evidence };
  }
  if (reply?.code === 1012) return { kind: 'refused', refusal: 'balance', message, evidence };
  return { kind: 'error', message, evidence };
}

const Pricing = z.object({ normal_price: Amount, pro_price: Amount });

/** Reads what a create costs, ordinary and pro. */
export async function readPrices(account: Account, context: CallContext): Promise<Prices> {
  const { secrets } = account;
  const exchange = await ask(account, '/pricing', context);
  const reply = readReply(exchange);
  const pricing = reply?.code === 200 ? Pricing.safeParse(reply.data).data : undefined;
  if (pricing && [pricing.normal_price, pricing.pro_price].every((cents) => cents >= 0)) {
    const perCall = { unit: 'call', currency: CURRENCY } as const;
    const prices = [
      { ...perCall, model: MODEL, amountMicros: toMicros(pricing.normal_price) },
      { ...perCall, model: PRO_MODEL, amountMicros: toMicros(pricing.pro_price) },
    ];
    return { kind: 'known', prices, evidence: toEvidence(exchange, { secrets }) };
  }
  const said = exchange.kind === 'failure' ? exchange.message : reply?.message || `HTTP ${exchange.status}`;
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  return { kind: 'error', message: tell(said, secrets), evidence };
}
