import type { Price } from '@cineflow/core';
import { z } from 'zod';
import { ask, type Account } from '../kit/account.ts';
import { readPause, tell, toEvidence } from '../kit/evidence.ts';
import type { Balance, CallContext, Prices } from '../spec.ts';
import { MODEL, PRO_MODEL } from './settings.ts';
import { Amount, readReply, toMoney } from './wire.ts';

const Cents = z.union([Amount, z.object({ balance: Amount }).transform(({ balance }) => balance)]);

/** Reads the balance, which also tells whether the key is good. */
export async function readBalance(account: Account, context: CallContext): Promise<Balance> {
  const { secrets } = account;
  const exchange = await ask(account, '/balance', context);
  const reply = readReply(exchange);
  const cents = reply?.code === 200 ? Cents.safeParse(reply.data).data : undefined;
  if (cents !== undefined) {
    return { kind: 'known', balance: toMoney(cents), evidence: toEvidence(exchange, { secrets }) };
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

/** Highest credible price of a create, cents. A higher one is a mistake and orders nothing. */
const MOST_CENTS = 1e8;

const PricePerCall = Amount.refine((cents) => cents >= 0 && cents <= MOST_CENTS);
const Pricing = z.object({ normal_price: PricePerCall, pro_price: PricePerCall });

/** Reads the prices of ordinary and pro creates. */
export async function readPrices(account: Account, context: CallContext): Promise<Prices> {
  const { secrets } = account;
  const exchange = await ask(account, '/pricing', context);
  const reply = readReply(exchange);
  const pricing = reply?.code === 200 ? Pricing.safeParse(reply.data).data : undefined;
  if (pricing !== undefined) {
    const prices: Price[] = [
      { unit: 'call', model: MODEL, ...toMoney(pricing.normal_price) },
      { unit: 'call', model: PRO_MODEL, ...toMoney(pricing.pro_price) },
    ];
    return { kind: 'known', prices, evidence: toEvidence(exchange, { secrets }) };
  }
  const said = exchange.kind === 'failure' ? exchange.message : reply?.message || `HTTP ${exchange.status}`;
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  return { kind: 'error', message: tell(said, secrets), ...readPause(exchange), evidence };
}
