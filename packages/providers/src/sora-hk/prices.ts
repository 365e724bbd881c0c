import { z } from 'zod';
import { tell, toEvidence } from '../evidence.ts';
import type { CallContext, Prices } from '../spec.ts';
import { type Account, askAccount } from './account.ts';
import { Amount, readReply } from './wire.ts';

/** No create costs more, cents: such a price is a slip, and nothing is ordered by it. */
const MOST_CENTS = 1e8;

const Pricing = z.object({ normal_price: Amount, pro_price: Amount });

/** Reads what a create costs, ordinary and pro. */
export async function readPrices(account: Account, context: CallContext): Promise<Prices> {
  const { secrets } = account;
  const exchange = await askAccount(account, '/pricing', context);
  const reply = readReply(exchange);
  const pricing = reply?.code === 200 ? Pricing.safeParse(reply.data).data : undefined;
  if (
    pricing &&
    [pricing.normal_price, pricing.pro_price].every((cents) => cents >= 0 && cents <= MOST_CENTS)
  ) {
    const prices = [
      { isPro: false, cents: pricing.normal_price },
      { isPro: true, cents: pricing.pro_price },
    ];
    return { kind: 'known', prices, evidence: toEvidence(exchange, { secrets }) };
  }
  const said = exchange.kind === 'failure' ? exchange.message : reply?.message || `HTTP ${exchange.status}`;
  const evidence = toEvidence(exchange, { secrets, withBody: true });
  return { kind: 'error', message: tell(said, secrets), evidence };
}
